"""The kill matrix: `python -m tests.killing [--deep] [--only b1]`.

Every schedule is one fault at the simulator and up to two SIGKILLs of real worker processes; afterwards
fresh workers run until nothing is due, and the verdict is read from the simulated accounting systems.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys

from tests.killing.scenario import Scenario, Simulators, start_django

CALLS = {
    "b1": [
        "e-commerce/orders/create",
        "e-commerce/order-items/create",
        "e-commerce/orders/create-write-off",
        "e-commerce/orders/create-sale",
    ],
    "robolabs": ["create_invoice"],
}
SCENARIOS = {
    "b1": ("b1", {"write_off": True}),
    "robolabs": ("robolabs", {}),
    "robolabs-background": ("robolabs", {"background": True}),
}
GENEROUS = {
    "b1": {"daily_requests": 1_000_000},
    "robolabs": {"per_minute": 1_000_000, "per_hour": 1_000_000, "new_products": True},
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deep", action="store_true", help="all schedules, and pairs of kills")
    parser.add_argument("--only", choices=SCENARIOS)
    options = parser.parse_args()
    folder = start_django()
    simulators = Simulators()
    try:
        wrong = [
            line
            for name in SCENARIOS
            if options.only in (None, name)
            for line in play_scenario(name, simulators, options)
        ]
    finally:
        simulators.stop()
        shutil.rmtree(folder, ignore_errors=True)
    for line in wrong:
        print(line)
    return bool(wrong)


def play_scenario(name: str, simulators: Simulators, options: argparse.Namespace) -> list[str]:
    from tests.killing.schedules import Schedule, Verdicts, all_schedules, play, points_of, some, uncovered

    provider, settings = SCENARIOS[name]
    switches = {**GENEROUS[provider], **({"background": True} if "background" in settings else {})}
    if provider == "robolabs" and "background" not in settings:
        switches["background"] = False
    simulators.say("PUT", "/switches", {"system": provider, "switches": switches})
    scenario = Scenario(simulators, provider, **settings)
    names = points_of(scenario)
    if missing := uncovered(names):
        return [f"{name}: no point beside {', '.join(missing)}"]
    schedules = list(all_schedules(CALLS[provider], names))
    if provider == "b1":
        # The second row of the order, lost in its turn.
        second = (("call", "e-commerce/order-items/create"), ("kind", "lost_answer"), ("after", 1))
        schedules += [Schedule(second), *(Schedule(second, (point,)) for point in range(len(names)))]
    if options.deep:
        pairs = [(i, j) for i in range(len(names)) for j in range(len(names))]
        schedules += [Schedule((), pair) for pair in random.Random(2).sample(pairs, min(500, len(pairs)))]
    else:
        schedules = some(schedules, names)
    verdicts = Verdicts()
    for schedule in schedules:
        play(scenario, schedule, verdicts)
    counted = ", ".join(f"{number} {verdict}" for verdict, number in sorted(verdicts.counted.items()))
    print(f"{name}: {len(names)} points, {len(schedules)} schedules, {verdicts.workers} workers: {counted}")
    return verdicts.wrong


if __name__ == "__main__":
    sys.exit(main())
