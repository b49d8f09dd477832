"""What whole.sh runs: each command several times on generated inputs, and a table of the results."""

import itertools
import os
import subprocess
import sys
import time

SCORE, GENERATE = os.environ["SCORE"], os.environ["GENERATE"]
REFERENCE = {"compose": os.environ["REFERENCE_COMPOSE"], "k8s": os.environ["REFERENCE_K8S"]}
LARGEST_FOR_REFERENCE = 1000


# Stands for a folder that is not there yet. It must be another one each time: to make files where some have just been
# removed takes file systems several times as long.
NEW = "NEW"
numbers = itertools.count()


def measure(command, work, folder, runs):
    """The least time in seconds and the greatest peak of memory in bytes."""
    least, peak = float("inf"), 0
    for _ in range(runs):
        new = os.path.join(work, f"new-{next(numbers)}")
        command_of_run = [new + "/" if word == NEW else word for word in command]
        start = time.perf_counter()
        process = subprocess.Popen(command_of_run, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        least = min(least, time.perf_counter() - start)
        peak = max(peak, usage.ru_maxrss * 1024)
        if status != 0:
            sys.exit(f"failed with status {status}: {' '.join(command)[:200]}")
    return least, peak


def main():
    work, counts = sys.argv[1], [int(count) for count in sys.argv[2:]]
    earlier = {}
    print(f"{'command':<28}{'workloads':>10}{'seconds':>10}{'MB':>8}{'growth':>9}{'memory':>9}{'ratio':>8}")
    for count in counts:
        inputs = os.path.join(work, str(count))
        subprocess.run([GENERATE, str(count), inputs], check=True)
        files = sorted(os.path.join(inputs, name) for name in os.listdir(inputs))
        runs = 20 if count <= 10 else 5 if count <= 1000 else 2

        rows = [("check", [SCORE, "check", inputs], work)]
        for target in ("compose", "k8s"):
            rows.append((f"generate -t {target}", [SCORE, "generate", "-t", target, "-o", NEW, inputs], work))
        for target in ("compose", "k8s"):
            tools = [("score " + target, [SCORE, target])]
            if REFERENCE[target] and count <= LARGEST_FOR_REFERENCE:
                tools.append(("score-" + target, [REFERENCE[target]]))
            for name, tool in tools:
                project = os.path.join(work, f"project of {name}, {count}")
                os.makedirs(project)
                init = [*tool, "init", "--no-sample"]
                subprocess.run(init, cwd=project, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                # The second run and those behind it read a state of this size.
                command = [*tool, "generate", *files]
                subprocess.run(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                rows.append((f"{name} generate", command, project))
        for name, command, folder in rows:
            is_reference = name.startswith("score-")
            seconds, peak = measure(command, work, folder, 2 if is_reference else runs)
            growth = memory = ratio = ""
            if name in earlier:
                growth, memory = f"{seconds / earlier[name][0]:.1f} x", f"{peak / earlier[name][1]:.1f} x"
            earlier[name] = (seconds, peak)
            if is_reference:
                own = earlier[f"score {name.removeprefix('score-')}"]
                ratio = f"{seconds / own[0]:.0f} x"
            print(
                f"{name:<28}{count:>10}{seconds:>10.4f}{peak / 1e6:>8.1f}{growth:>9}{memory:>9}{ratio:>8}",
                flush=True,
            )


main()
