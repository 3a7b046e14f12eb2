"""Tests in a real browser: `make browser-test`. Not part of `make test`, which needs none."""
