"""What the lessons share.

The ideas of the course are written out in the notebooks; here is the plumbing: `session`
starts a lesson, `storage` finds data files, `datasets` turns them into arrays, `plotting`
draws what more than one lesson draws, `training` holds callbacks and schedules that Keras
lacks, and `checks` looks at the answers to the exercises. This module imports nothing, so
that `import utils` is instant.
"""
