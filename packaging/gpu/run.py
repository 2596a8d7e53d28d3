"""Runs on the machine with the GPU: packaging/gpu-check run. Needs nothing but Python; NumPy and PyTorch for the peer."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import time

from find import describe, find_onnx_cuda, find_torch, find_vulkan

LOUD = "THIS IS NO GPU: --cpu was given. The result says whether the check itself works, and nothing about any GPU."


class Check:
    def __init__(self, options):
        self.options, self.start = options, time.monotonic()
        self.program = os.path.join(options.kit, "program", "MmaDfer.Sdk.GpuCheck")
        self.environment = dict(os.environ, MMADFER_GOLDENS=os.path.join(options.kit, "goldens"), DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
        self.result = {"isGpu": not options.cpu, "note": LOUD if options.cpu else None, "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                       "version": open(os.path.join(options.kit, "version"), encoding="utf-8").read().strip(), "passed": False, "missing": [], "failures": [], "runs": {}}

    def left(self):
        return self.options.seconds - (time.monotonic() - self.start)

    def save(self):
        self.result["seconds"] = round(time.monotonic() - self.start, 1)
        # Whole at any time: a later step may be the end of the machine's time.
        with open(self.options.out + ".part", "w", encoding="utf-8") as file:
            json.dump(self.result, file, indent=2)
        os.replace(self.options.out + ".part", self.options.out)

    def miss(self, what):
        print("MISSING: " + what, flush=True)
        self.result["missing"].append(what)

    def step(self, name, command, limit, environment=None, must_pass=True):
        """Runs a program that prints one line of JSON; what it says is kept under the name."""
        # A processor takes longer than a GPU.
        limit = min(limit * (3 if self.options.cpu else 1), self.left())
        if limit < 5:
            self.miss(f"{name}: no time was left")
            return None
        began = time.monotonic()
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=limit, env={**self.environment, **(environment or {})}, check=False)
            lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
            said = json.loads(lines[-1]) if lines else {"passed": False, "problem": f"ended with {done.returncode}: {done.stderr.strip()[-1500:]}"}
        except subprocess.TimeoutExpired as late:
            text = late.stderr.decode(errors="replace") if isinstance(late.stderr, bytes) else late.stderr or ""
            said = {"passed": False, "problem": f"still running after {limit:.0f} s: {text.strip()[-1500:]}"}
        said["seconds"] = round(time.monotonic() - began, 1)
        self.result["runs"][name] = said
        if must_pass and not said["passed"]:
            self.result["failures"].append(name)
        figure = f"{said['medianMs']:.2f} ms, error {said.get('error', 0):.1e}" if "medianMs" in said else f"{said['count']} tests" if "count" in said else ""
        print(f"{'passed' if said['passed'] else 'FAILED'}  {name}  {figure}  {said['seconds']} s  {said.get('problem', '')} {' '.join(said.get('failed', []))[:1000]}", flush=True)
        self.save()
        return said

    def ours(self, name, arguments, limit, environment=None, must_pass=True):
        return self.step(name, [self.program, *arguments], limit, environment, must_pass)

    def peer(self, name, arguments, limit):
        return self.step(name, [self.options.python, os.path.join(self.options.kit, "peer.py"), *arguments], limit, must_pass=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kit", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--seconds", type=float, default=440)
    parser.add_argument("--quick", action="store_true", help="only the ops of the conformance tests")
    parser.add_argument("--only", default="torch,webgpu,onnx-cuda", help="engines, with commas")
    parser.add_argument("--libtorch")
    parser.add_argument("--onnxruntime")
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    options.python = shutil.which(options.python) or options.python
    check = Check(options)
    if options.cpu:
        print("\n" + "*" * len(LOUD) + "\n" + LOUD + "\n" + "*" * len(LOUD) + "\n", flush=True)
    device = describe(check)
    if not device["gpus"] and not options.cpu:
        check.result["failures"].append("no GPU")
        check.save()
        print("There is no NVIDIA GPU here. --cpu runs the check on the CPU, and says so.", file=sys.stderr)
        return 2
    where = "cpu" if options.cpu else "cuda"
    engine = "torch-" + where
    models = ["tiny"] if options.tiny else ["tiny", "base112", "base160", "base224"]
    speed = "tiny" if options.tiny else "base160"
    practice = "tiny" if options.tiny else "base112"
    only, suites = options.only.split(","), ["Ops"] if options.quick else []
    runs, steps, batch = (1, 2, 2) if options.tiny else (3, 2, 2) if options.cpu else (50, 10, 8)
    folders = ",".join(models)
    libtorch, torch = find_torch(check) if "torch" in only else (None, None)
    check.save()

    # By value: what has never run first, and each in a process of its own.
    if libtorch:
        works = check.ours(f"{engine} works", ["engine", engine], 90)
        # Otherwise everything else would say the same.
        libtorch = libtorch if works and works["passed"] else None
    if libtorch:
        check.ours(f"{engine} conformance", ["conformance", engine, folders, *suites], 150)
    if libtorch or torch:
        for precision in ("float32", "float16", "bfloat16"):
            if where == "cpu" and precision == "float16":
                # PyTorch 1.13 has no such products for the CPU, and later ones are slow.
                check.miss("float16 is for GPUs")
                continue
            if libtorch:
                check.ours(f"{engine} clip {precision}", ["clip", engine, precision, speed, str(runs)], 60)
            if torch:
                check.peer(f"PyTorch clip {precision}", ["clip", where, precision, speed, str(runs)], 90)
        for precision in ("float32", "bfloat16"):
            if libtorch:
                check.ours(f"{engine} training {precision}", ["train", engine, precision, practice, str(batch), str(steps)], 60)
            if torch:
                check.peer(f"PyTorch training {precision}", ["train", where, precision, practice, str(batch), str(steps)], 90)
    vulkan = find_vulkan(check) if "webgpu" in only else None
    if vulkan is not None:
        vulkan = {**vulkan, "MMADFER_ONNXRUNTIME": os.path.join(options.kit, "onnxruntime")}
        works = check.ours("webgpu works", ["engine", "webgpu"], 60, vulkan)
        if works and works["passed"]:
            # A software driver takes minutes for a network.
            check.ours("webgpu conformance", ["conformance", "webgpu", folders, *(["Ops"] if options.cpu else suites)], 300 if options.cpu else 120, vulkan)
            for precision in ("float32", "float16"):
                said = check.ours(f"webgpu clip {precision}", ["clip", "webgpu", precision, "tiny" if options.cpu else speed, str(runs)], 300 if options.cpu else 90, vulkan)
                if said and not said["passed"] and "f16" in said.get("problem", ""):
                    check.result["failures"].remove(f"webgpu clip {precision}")
                    check.miss("webgpu float16: the driver of this device has no float16 in shaders")
    folder, cuda = find_onnx_cuda(check) if "onnx-cuda" in only and not options.cpu else (None, None)
    if folder:
        works = check.ours("onnx-cuda works", ["engine", "onnx-cuda"], 60, cuda)
        if works and works["passed"]:
            check.ours("onnx-cuda conformance", ["conformance", "onnx-cuda", folders], 90, cuda)
            for precision in ("float32", "float16"):
                check.ours(f"onnx-cuda clip {precision}", ["clip", "onnx-cuda", precision, speed, str(runs)], 60, cuda)
    ratios = {}
    for name, said in check.result["runs"].items():
        peer = check.result["runs"].get(name.replace(engine, "PyTorch", 1))
        if name.startswith(engine) and peer and "medianMs" in said and "medianMs" in peer:
            ratios[name] = round(said["medianMs"] / peer["medianMs"], 3)
    check.result["timeComparedWithPyTorch"] = ratios
    check.result["passed"] = not check.result["failures"] and any("conformance" in name for name in check.result["runs"])
    check.save()
    print(json.dumps({"passed": check.result["passed"], "failures": check.result["failures"], "timeComparedWithPyTorch": ratios, "seconds": check.result["seconds"], "file": options.out}))
    if options.cpu:
        print("\n" + LOUD, flush=True)
    return 0 if check.result["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
