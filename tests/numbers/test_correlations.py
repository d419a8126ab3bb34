"""Correlations against metafor 3.8-1 (R 4.2.2), `escalc` with `COR` and `ZCOR` on dat.molloy2014 of metadat 1.2-0."""

import pytest

from acuevid.numbers.correlations import correlation, fisher_z, from_fisher_z, wald_correlation

# r, n, variance of COR, ZCOR and its variance, and the limits of summary(escalc("ZCOR", ri, ni), transf = transf.ztor)
MOLLOY = [
    (0.187, 109, 8.623007694083e-03, 1.892266425309e-01, 9.433962264151e-03, -0.001141887864082, 0.362355847041278),
    (0.162, 749, 1.267648058203e-03, 1.634399184649e-01, 1.340482573727e-03, 0.0914245311149, 0.2309561891239),
    (0.34, 55, 0.01448450666667, 0.35409252896224, 0.01923076923077, 0.08210915296093, 0.55521610745453),
    (0.32, 107, 7.600809056604e-03, 3.316471087051e-01, 9.615384615385e-03, 0.1385597441536, 0.4806562860469),
    (0.27, 72, 0.01210583676056, 0.2768638226551, 0.01449275362319, 0.040889075765, 0.4721361967382),
    (0.0, 65, 0.015625, 0.0, 0.01612903225806, -0.2438991103937, 0.2438991103937),
    (0.175, 174, 5.431721911127e-03, 1.768200201218e-01, 5.847953216374e-03, 0.02693131427377, 0.31555446255147),
    (0.05, 326, 3.061557692308e-03, 5.004172927849e-02, 3.095975232198e-03, -0.05894517238141, 0.1577681478754),
    (0.26, 58, 0.01525210105263, 0.26610840687365, 0.01818181818182, 0.001826915079172, 0.485679073212037),
    (0.01, 771, 1.298441571429e-03, 1.000033335333e-02, 1.302083333333e-03, -0.06064924780099, 0.08054955237528),
    (-0.09, 56, 0.01788846563636, -0.09024418785615, 0.0188679245283, -0.3447435381918, 0.1770906826552),
    (0.37, 91, 0.008277129, 0.3884230997183, 0.01136363636364, 0.1775872263099, 0.5351654576941),
    (0.0, 116, 8.695652173913e-03, 0.0, 8.849557522124e-03, -0.1823166054261, 0.1823166054261),
    (0.15, 537, 1.782660914179e-03, 0.15114043593647, 0.00187265917603, 0.06622741762478, 0.23167275498051),
    (0.24, 158, 5.656801019108e-03, 2.447741126594e-01, 6.451612903226e-03, 0.08712456238819, 0.38183167872286),
    (0.04, 65, 0.01557504, 0.04002135383677, 0.01612903225806, -0.2059079409384, 0.2811561608928),
]


@pytest.mark.parametrize(("r", "n", "cor_var", "z", "z_var", "low", "high"), MOLLOY)
def test_metafor(r: float, n: int, cor_var: float, z: float, z_var: float, low: float, high: float) -> None:
    plain, scaled, shown = wald_correlation(r, n), fisher_z(r, n), correlation(r, n)
    assert plain.se is not None
    assert scaled.se is not None
    assert plain.estimate == r
    assert plain.se**2 == pytest.approx(cor_var, rel=1e-11, abs=0)
    assert (scaled.estimate, scaled.se**2) == pytest.approx((z, z_var), rel=1e-11, abs=0)
    assert (shown.ci_low, shown.ci_high) == pytest.approx((low, high), rel=1e-9, abs=0)
    assert (shown.estimate, shown.se) == (r, None)
    assert from_fisher_z(scaled).estimate == pytest.approx(r, rel=1e-13, abs=0)


def test_few_people_and_perfect_correlations() -> None:
    assert fisher_z(0.5, 4).se == 1
    for r, n in ((0.5, 3), (1.0, 30), (-1.0, 30)):
        assert fisher_z(r, n).estimate is None
        assert (correlation(r, n).estimate, correlation(r, n).ci_low) == (r, None)
        assert correlation(r, n).reason == fisher_z(r, n).reason is not None
    assert wald_correlation(0.5, 2).se == 0.75
    assert (wald_correlation(1.0, 30).estimate, wald_correlation(1.0, 30).se) == (1.0, None)


@pytest.mark.parametrize(("r", "n"), [(1.01, 30), (-1.01, 30), (0.5, 1), (float("nan"), 30)])
def test_impossible_correlations_are_refused(r: float, n: int) -> None:
    for measure in (correlation, fisher_z, wald_correlation):
        with pytest.raises(ValueError, match="correlation"):
            measure(r, n)
