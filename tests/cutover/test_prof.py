import time
from tests.cutover.mishaps import MISHAPS, play


def test_p(day):
    for m in MISHAPS:
        d = day("provisioned")
        t = time.time()
        try:
            print(m.kind, m.step, play(d, m), time.time() - t, flush=True)
        except Exception as e:
            import traceback

            print("FAILED", m.kind, m.step, m.what, "".join(traceback.format_exc())[-1800:], flush=True)
        d.over.copying.close()
        d.back.copying.close()
        d.close()
