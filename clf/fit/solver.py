"""Logistic regression on soft labels, solved by L-BFGS."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from clf.model import sigmoid

Floats = NDArray[np.float64]
_ITERATIONS = 150
_TOLERANCE = 1e-7


def solve(
    X: csr_matrix, free: Floats, y: Floats, sample_weight: Floats, l2: float | Floats, centre: Floats | None = None
) -> tuple[Floats, Floats]:
    """Minimise weighted cross-entropy of ``sigmoid(X @ w + free @ b)`` against ``y`` in [0, 1].

    ``w`` is drawn towards ``centre`` (0 by default) by ``sum(l2 / 2 * (w - centre)**2)``, ``l2`` being one number, or
    one for each column; ``b``, the coefficients of the dense columns ``free``, is not. Returns ``(w, b)``. A ``centre``
    taken from another model is the prior of Chelba & Acero (EMNLP 2004).
    """
    columns = X.shape[1]
    transposed = X.T.tocsr()
    offset = X @ centre if centre is not None else np.zeros(X.shape[0])

    def loss(params: Floats) -> tuple[float, Floats]:
        w, b = params[:columns], params[columns:]
        z = offset + X @ w + free @ b
        error = sample_weight * (sigmoid(z) - y)
        value = np.sum(sample_weight * (np.logaddexp(0.0, z) - y * z)) + 0.5 * np.sum(l2 * w * w)
        return value, np.concatenate([transposed @ error + l2 * w, free.T @ error])

    found = minimize(
        loss,
        np.zeros(columns + free.shape[1]),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _ITERATIONS, "maxcor": 8, "ftol": _TOLERANCE, "gtol": 1e-6},
    )
    w = found.x[:columns]
    return (w if centre is None else w + centre), found.x[columns:]
