"""Draw data/bank.csv, the stand-in for a bank's calls: `python -m data.generators.bank`.

Nobody was called: every row is drawn from the process below, with a fixed seed. Columns, types,
categories and rough frequencies are those of the real table (bank.csv in data/README.md).

1. The client: age; then job, marital status and education given the age; default, balance,
   housing and loan, some of them given the age or the job.
2. The call: contact, day of the month, month, how often called in this campaign, and what
   earlier campaigns brought (pdays, previous, poutcome). None of them depends on the client.
3. The call's duration: log-normal, median 255 s, independent of everything else.
4. The deposit: yes with probability sigmoid(`score`). Duration dominates. Housing, loan, contact,
   month, poutcome, age and campaign act alone; some act together: a long call is worth more on
   a mobile phone and less after an earlier success, a mortgage (housing) keeps the young from
   a deposit and not the others, a balance speaks for one without a loan and against one with.
   Job, marital, education, default, date and previous have no effect of their own: noise.

The true probabilities are known here, so the best ROC AUC that any model can expect is known:
`best_auc`. Without the duration the best is what the mean over all durations allows.
"""

from __future__ import annotations

import pathlib

import numpy as np
import pandas as pd

TARGET = pathlib.Path(__file__).resolve().parent.parent / "bank.csv"
ROWS = 6000
SEED = 6
DURATION_MEDIAN, DURATION_SPREAD = 255.0, 0.9  # Seconds; spread of the logarithm.

JOBS = {  # Share among clients aged 27 to 60, and the shares of primary, secondary, tertiary.
    "admin.": (0.13, (0.03, 0.82, 0.15)),
    "blue-collar": (0.20, (0.40, 0.57, 0.03)),
    "entrepreneur": (0.03, (0.13, 0.39, 0.48)),
    "housemaid": (0.03, (0.51, 0.33, 0.16)),
    "management": (0.25, (0.03, 0.12, 0.85)),
    "retired": (0.02, (0.40, 0.43, 0.17)),
    "self-employed": (0.04, (0.09, 0.38, 0.53)),
    "services": (0.09, (0.09, 0.86, 0.05)),
    "student": (0.01, (0.06, 0.64, 0.30)),
    "technician": (0.17, (0.02, 0.71, 0.27)),
    "unemployed": (0.03, (0.21, 0.57, 0.22)),
}
MONTHS = {  # Share of the calls, and what the month adds to the score.
    "jan": (0.03, -0.6),
    "feb": (0.07, 0.1),
    "mar": (0.03, 1.5),
    "apr": (0.08, 0.4),
    "may": (0.25, -0.6),
    "jun": (0.11, 0.1),
    "jul": (0.14, -0.6),
    "aug": (0.13, -0.4),
    "sep": (0.03, 1.3),
    "oct": (0.04, 1.3),
    "nov": (0.08, -0.5),
    "dec": (0.01, 1.4),
}
CONTACTS = {"cellular": 0.72, "telephone": 0.07, "unknown": 0.21}
OUTCOMES = {"failure": 0.43, "other": 0.19, "success": 0.38}  # Of earlier campaigns.


def make(rows: int = ROWS, seed: int = SEED) -> tuple[pd.DataFrame, np.ndarray]:
    """The table, and the true probability of a deposit for each of its rows."""
    rng = np.random.default_rng(seed)
    table = draw_calls(rng, rows, draw_clients(rng, rows))
    probability = sigmoid(score(table))
    won = rng.random(rows) < probability
    return table.assign(deposit=np.where(won, "yes", "no")), probability


def draw_clients(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    """Step 1: who is called."""
    old = rng.random(rows) < 0.07
    age = np.where(old, rng.normal(68, 7, rows), 22 + rng.gamma(2.6, 6.6, rows))
    age = np.clip(np.rint(age), 18, 95).astype(int)
    job = pick(rng, list(JOBS), [share for share, _ in JOBS.values()], rows)
    job = np.where(age > 60, np.where(rng.random(rows) < 0.75, "retired", job), job)
    job = np.where(age < 27, np.where(rng.random(rows) < 0.35, "student", job), job)
    education = np.array(["secondary"] * rows, dtype=object)
    for name, (_, shares) in JOBS.items():
        chosen = job == name
        names = ["primary", "secondary", "tertiary"]
        education[chosen] = pick(rng, names, shares, int(chosen.sum()))
    single = sigmoid((34 - age) / 5)
    draw = rng.random(rows)
    marital = np.where(draw < single, "single", np.where(draw > 0.88, "divorced", "married"))
    balance = np.exp(rng.normal(6.4 + 0.008 * (age - 40), 1.35, rows)) - 130
    balance = np.where(rng.random(rows) < 0.05, -balance / 4, balance)
    housing = rng.random(rows) < sigmoid(0.2 - 0.045 * (age - 38))
    return pd.DataFrame(
        {
            "age": age,
            "job": hide(rng, job, 0.006),
            "marital": marital,
            "education": hide(rng, education, 0.045),
            "default": yes_no(rng.random(rows) < 0.015),
            "balance": np.clip(np.rint(balance), -6800, 81000).astype(int),
            "housing": yes_no(housing),
            "loan": yes_no(rng.random(rows) < 0.13),
        }
    )


def draw_calls(rng: np.random.Generator, rows: int, clients: pd.DataFrame) -> pd.DataFrame:
    """Steps 2 and 3: how and when they are called, for how long, and what was before."""
    duration = np.exp(rng.normal(np.log(DURATION_MEDIAN), DURATION_SPREAD, rows))
    known = rng.random(rows) < 0.255  # Was in an earlier campaign.
    pdays = np.rint(rng.gamma(3.2, 65, rows) + 1).astype(int)
    outcome = pick(rng, list(OUTCOMES), list(OUTCOMES.values()), rows)
    return clients.assign(
        contact=pick(rng, list(CONTACTS), list(CONTACTS.values()), rows),
        date=rng.integers(1, 32, rows),
        month=pick(rng, list(MONTHS), [share for share, _ in MONTHS.values()], rows),
        duration=np.clip(np.rint(duration), 2, 3900).astype(int),
        campaign=np.minimum(rng.geometric(0.42, rows), 60),
        pdays=np.where(known, np.clip(pdays, 1, 850), -1),
        previous=np.where(known, np.minimum(rng.geometric(0.32, rows), 58), 0),
        poutcome=np.where(known, outcome, "unknown"),
    )


def score(table: pd.DataFrame, duration: np.ndarray | float | None = None) -> np.ndarray:
    """Step 4: the log-odds of a deposit.

    Args:
        table: clients and calls.
        duration: seconds to use instead of the table's own.
    """
    seconds = table["duration"].to_numpy(float) if duration is None else duration
    length = np.log(seconds / DURATION_MEDIAN) / DURATION_SPREAD  # Standard normal.
    mobile = (table["contact"] == "cellular").to_numpy(float)
    success = (table["poutcome"] == "success").to_numpy(float)
    housing = (table["housing"] == "yes").to_numpy(float)
    loan = (table["loan"] == "yes").to_numpy(float)
    age = table["age"].to_numpy(float)
    wealth = np.log1p(np.maximum(table["balance"].to_numpy(float), 0)) / 2 - 3
    month = table["month"].map({name: effect for name, (_, effect) in MONTHS.items()})
    return (
        -0.6
        + length * (1.7 + 1.8 * mobile - 2.2 * success)
        + 0.8 * np.maximum(length - 1, 0)
        + 1.4 * month.to_numpy(float)
        + 1.6 * mobile
        + 3.6 * success
        + housing * np.where(age < 35, -2.8, 0.6)
        + wealth * np.where(loan == 1, -1.2, 1.2)
        - 1.0 * loan
        + 1.4 * ((age < 25) | (age > 60))
        - 0.15 * np.minimum(table["campaign"].to_numpy(float) - 1, 8)
    )


def best_auc(probability: np.ndarray, ranking: np.ndarray | None = None) -> float:
    """The ROC AUC to expect when rows are ranked by `ranking` (default: by the truth itself).

    For each pair of rows, the first a deposit and the second none, with the probabilities
    that these have: the chance that the first one ranks higher.

    Args:
        probability: true probability of a deposit, shape (rows,).
        ranking: what rows are ranked by; no model can beat the true probability.
    """
    order = np.argsort(probability if ranking is None else ranking, kind="stable")
    p = probability[order]
    below = np.cumsum(1 - p) - (1 - p)  # Expected number without a deposit ranked below.
    pairs = p.sum() * (1 - p).sum() - np.sum(p * (1 - p))  # A row is not its own rival.
    return float(np.sum(p * below) / pairs)


def without_duration(table: pd.DataFrame, nodes: int = 60) -> np.ndarray:
    """The probability of a deposit before the call: the mean over all durations."""
    places, weights = np.polynomial.hermite_e.hermegauss(nodes)
    seconds = DURATION_MEDIAN * np.exp(DURATION_SPREAD * places)
    values = [sigmoid(score(table, duration=second)) for second in seconds]
    return np.average(values, axis=0, weights=weights)


def pick(rng: np.random.Generator, names: list[str], shares, rows: int) -> np.ndarray:
    """Draw names with these shares (scaled to add up to one)."""
    shares = np.asarray(shares, float)
    return rng.choice(np.array(names, dtype=object), size=rows, p=shares / shares.sum())


def hide(rng: np.random.Generator, values: np.ndarray, share: float) -> np.ndarray:
    """Replace a share of the values by 'unknown'."""
    return np.where(rng.random(len(values)) < share, "unknown", values)


def yes_no(holds: np.ndarray) -> np.ndarray:
    """'yes' where it holds, else 'no'."""
    return np.where(holds, "yes", "no")


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Log-odds to probability."""
    return 1 / (1 + np.exp(-x))


def write(target: pathlib.Path = TARGET) -> None:
    """Write the table as CSV, with the same line ends on every system."""
    make()[0].to_csv(target, index=False, lineterminator="\n")


if __name__ == "__main__":
    write()
    table, probability = make()
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes, {len(table):,} rows")
    print(f"deposits: {np.mean(table['deposit'] == 'yes'):.1%}")
    print(f"best ROC AUC to expect: {best_auc(probability):.4f}")
    before = without_duration(table)
    print(f"... before the call, without the duration: {best_auc(probability, before):.4f}")
