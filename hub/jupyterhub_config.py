"""The hub of the load test: one machine, students without accounts of their own.

`python -m benchmarks.hub_load` starts JupyterHub with this file. Every student gets a
folder and a server process, but all processes belong to one user of the machine, so students
could read each other's files. For a real room take the values in hub/values.yaml or The
Littlest JupyterHub (docs/HUB.md).
"""

import os
import pathlib

from benchmarks import hub_load

c = get_config()  # noqa: F821  JupyterHub defines it

folder = pathlib.Path(os.environ["COURSE_HUB_FOLDER"])  # a temporary folder, made by the test
c.JupyterHub.bind_url = os.environ["COURSE_HUB_URL"]
c.JupyterHub.hub_port = int(os.environ["COURSE_HUB_PORT"])
c.JupyterHub.db_url = f"sqlite:///{folder / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")
c.JupyterHub.log_level = "WARN"
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.concurrent_spawn_limit = 0  # a class logs in within one minute
c.ConfigurableHTTPProxy.command = [os.environ["COURSE_HUB_PROXY"]]
c.ConfigurableHTTPProxy.api_url = os.environ["COURSE_HUB_PROXY_API"]
c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")

c.DummyAuthenticator.password = os.environ["COURSE_HUB_PASSWORD"]
c.Authenticator.allow_all = True

c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "students" / "{username}")
c.Spawner.cmd = [os.environ["COURSE_HUB_SERVER"]]
c.Spawner.args = ["--allow-root"]
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
c.Spawner.env_keep = ["PATH", "LANG", "COURSE_DATA"]
c.Spawner.environment = hub_load.thread_limits(int(os.environ["COURSE_HUB_THREADS"]))
