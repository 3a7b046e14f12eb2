"""Mistakes that learners make in lesson NUMBER; each must be refused with a hint that fits."""

WRONG = {
    "root_mean_square": [
        ("def root_mean_square(values):\n    return np.mean(values)", "signs cancel"),
        ("def root_mean_square(values):\n    return np.mean(values**2)", "root is missing"),
        ("def root_mean_square(values):\n    return np.sqrt(np.sum(values**2))", "of the sum"),
    ],
    "share_above": [
        ("def share_above(values, border):\n    return np.sum(values > border)", "count"),
        ("def share_above(values, border):\n    return np.mean(values < border)", "below"),
        ("def share_above(values, border):\n    return np.mean(values >= border)", "on the border"),
    ],
}
