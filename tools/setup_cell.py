# Set-up, the same in every lesson: find the course (Colab: fetch it once), then start.
import importlib.util, pathlib, shutil, subprocess, sys

REPOSITORY = "@REPOSITORY@"
BRANCH = "@BRANCH@"
here, has = pathlib.Path.cwd(), importlib.util.find_spec
fetched = here / f"course-{BRANCH}".replace("/", "-")
places = [here, *here.parents, pathlib.Path(sys.prefix).parent, fetched]
course = next((p for p in places if (p / "utils/training.py").is_file()), None)
if course is None and has("google") and has("google.colab"):
    shutil.rmtree(fetched, ignore_errors=True)  # what an interrupted fetch left
    clone = ["git", "clone", "--quiet", "--depth=1", f"--branch={BRANCH}"]
    subprocess.run([*clone, REPOSITORY, str(course := fetched)], check=True)
assert course, "Open this notebook inside the course's folder: utils/ is not here."
sys.path.insert(0, str(course))
sys.modules.pop("utils", None)  # another package of that name may be loaded
from utils import session

session.start(course)
