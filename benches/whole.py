"""What whole.sh runs: each command several times on generated inputs, and a table of the results."""

import os
import shutil
import subprocess
import sys
import time

SCORE, GENERATE = os.environ["SCORE"], os.environ["GENERATE"]
REFERENCE = {"compose": os.environ["REFERENCE_COMPOSE"], "k8s": os.environ["REFERENCE_K8S"]}
LARGEST_FOR_REFERENCE = 1000


def measure(prepare, command, folder, runs):
    """The least time in seconds and the greatest peak of memory in bytes."""
    least, peak = float("inf"), 0
    for _ in range(runs):
        prepare()
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        least = min(least, time.perf_counter() - start)
        peak = max(peak, usage.ru_maxrss * 1024)
        if status != 0:
            sys.exit(f"failed with status {status}: {' '.join(command)[:200]}")
    return least, peak


def empty(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)


def main():
    work, counts = sys.argv[1], [int(count) for count in sys.argv[2:]]
    earlier = {}
    print(f"{'command':<28}{'workloads':>10}{'seconds':>10}{'MB':>8}{'growth':>9}{'memory':>9}{'ratio':>8}")
    for count in counts:
        inputs, out = os.path.join(work, str(count)), os.path.join(work, "out")
        subprocess.run([GENERATE, str(count), inputs], check=True)
        files = sorted(os.path.join(inputs, name) for name in os.listdir(inputs))
        runs = 20 if count <= 10 else 5 if count <= 1000 else 2

        def nothing():
            return None

        rows = [("check", [SCORE, "check", inputs], nothing, work)]
        for target in ("compose", "k8s"):
            generate = [SCORE, "generate", "-t", target, "-o", out + "/", inputs]
            rows.append((f"generate -t {target}", generate, lambda: empty(out), work))
        for target in ("compose", "k8s"):
            tools = [("score " + target, [SCORE, target])]
            if REFERENCE[target] and count <= LARGEST_FOR_REFERENCE:
                tools.append(("score-" + target, [REFERENCE[target]]))
            for name, tool in tools:
                project = os.path.join(work, f"project-{name.replace(' ', '-')}")
                empty(project)
                init = [*tool, "init", "--no-sample"]
                subprocess.run(init, cwd=project, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                # The second run and those behind it read a state of this size.
                command = [*tool, "generate", *files]
                subprocess.run(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                rows.append((f"{name} generate", command, nothing, project))
        for name, command, prepare, folder in rows:
            is_reference = name.startswith("score-")
            seconds, peak = measure(prepare, command, folder, 2 if is_reference else runs)
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
