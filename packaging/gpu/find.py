"""What is there on the machine of packaging/gpu-check: its GPUs, PyTorch, Vulkan, ONNX Runtime."""
import ctypes
import glob
import json
import os
import platform
import struct
import subprocess


def patch_symbol_version(path, version):
    """Marks a needed version of another library as weak, so that systems with an older C++ library load this one: 64-bit ELF."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    sections, = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    changed = False
    for i in range(count):
        section = sections + i * size
        if struct.unpack_from("<I", data, section + 4)[0] != 0x6FFFFFFE:
            continue
        link, = struct.unpack_from("<I", data, section + 40)
        names, = struct.unpack_from("<Q", data, sections + link * size + 24)
        at, = struct.unpack_from("<Q", data, section + 24)
        while True:
            _, auxiliaries, _, first, following = struct.unpack_from("<HHIII", data, at)
            entry = at + first
            for _ in range(auxiliaries):
                _, flags, _, name, step = struct.unpack_from("<IHHII", data, entry)
                end = data.index(0, names + name)
                if data[names + name:end] == version and not flags & 2:
                    struct.pack_into("<H", data, entry + 4, flags | 2)
                    changed = True
                entry += step
            if following == 0:
                break
            at += following
    if changed:
        with open(path, "wb") as file:
            file.write(data)


def ask(python, code):
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=90, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def loads(name):
    try:
        ctypes.CDLL(name)
        return True
    except OSError:
        return False


def describe(check):
    """What machine this is."""
    device = {"system": platform.platform(), "python": platform.python_version(), "processors": os.cpu_count(), "gpus": []}
    # Older ones do not know all fields.
    for fields in ("name,driver_version,memory.total,compute_cap,power.limit,clocks.max.sm", "name,driver_version,memory.total"):
        try:
            done = subprocess.run(["nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader"], capture_output=True, text=True, timeout=60, check=False)
        except (OSError, subprocess.TimeoutExpired) as problem:
            check.miss(f"nvidia-smi does not run: {problem}")
            break
        if done.returncode == 0:
            device["gpus"] = [dict(zip(fields.split(","), [v.strip() for v in line.split(",")])) for line in done.stdout.splitlines() if line.strip()]
            break
    if not device["gpus"]:
        check.miss("nvidia-smi finds no GPU")
    check.result["device"] = device
    return device


def find_torch(check):
    """The libtorch of PyTorch 2.10 or 2.11, or of the option; and what the peer runs on."""
    options = check.options
    code = "import json, os, torch; print(json.dumps({'version': torch.__version__, 'cuda': torch.version.cuda, 'folder': os.path.join(os.path.dirname(torch.__file__), 'lib')}))"
    torch = ask(options.python, code)
    check.result["pytorch"] = torch
    folder = options.libtorch or os.environ.get("MMADFER_LIBTORCH")
    if torch is None:
        check.miss(f"{options.python} has no PyTorch: there is no peer")
    elif folder is None and torch["version"].startswith(("2.10.", "2.11.")):
        folder = torch["folder"]
    elif folder is None:
        check.miss(f"PyTorch {torch['version']} is not 2.10 or 2.11, whose libtorch the engine needs: no torch engine")
    if folder and not os.path.exists(os.path.join(folder, "libtorch_cpu.so")):
        check.miss(f"{folder} has no libtorch_cpu.so: no torch engine")
        folder = None
    if folder:
        check.environment["MMADFER_LIBTORCH"] = os.path.abspath(folder)
        check.result["libtorch"] = os.path.abspath(folder)
        for binding in glob.glob(os.path.join(options.kit, "program", "**", "libLibTorchSharp.so"), recursive=True):
            if not has_new_library():
                patch_symbol_version(binding, b"GLIBCXX_3.4.32")
    return folder, torch


def has_new_library():
    try:
        return hasattr(ctypes.CDLL("libstdc++.so.6"), "_ZSt21ios_base_library_initv")
    except OSError:
        return False


def find_vulkan(check):
    """What webgpu needs: a loader and a driver. Returns the environment for it; null where there is none."""
    environment = {}
    if not loads("libvulkan.so.1"):
        brought = os.path.join(check.options.kit, "vulkan")
        if not os.path.exists(os.path.join(brought, "libvulkan.so.1")):
            check.miss("libvulkan.so.1 is not installed: no webgpu")
            return None
        environment["LD_LIBRARY_PATH"] = ":".join(filter(None, [brought, os.environ.get("LD_LIBRARY_PATH")]))
    if "VK_DRIVER_FILES" not in os.environ:
        found = [f for d in ("/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d") for f in glob.glob(d + "/*.json")]
        nvidia = [f for f in found if "nvidia" in os.path.basename(f).lower()]
        if nvidia:
            environment["VK_DRIVER_FILES"] = nvidia[0]
        elif (library := next(filter(loads, ("libGLX_nvidia.so.0", "libEGL_nvidia.so.0")), None)) is not None:
            # Containers often have the driver without the file that names it.
            path = os.path.join(check.options.kit, "nvidia_icd.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"file_format_version": "1.0.0", "ICD": {"library_path": library, "api_version": "1.3.0"}}, file)
            environment["VK_DRIVER_FILES"] = path
        elif not check.options.cpu:
            check.miss("NVIDIA's driver for Vulkan (libGLX_nvidia.so.0, or a file nvidia_icd.json) is not installed: no webgpu")
            return None
    if "XDG_RUNTIME_DIR" not in os.environ:
        environment["XDG_RUNTIME_DIR"] = check.options.kit
    check.result["vulkan"] = {**environment, "driver": environment.get("VK_DRIVER_FILES") or os.environ.get("VK_DRIVER_FILES")}
    return environment


def find_onnx_cuda(check):
    """A folder with ONNX Runtime and its provider for CUDA: the option's, the environment's, or that of Python's package."""
    package = ask(check.options.python, "import json, os, onnxruntime; print(json.dumps({'folder': os.path.join(os.path.dirname(onnxruntime.__file__), 'capi')}))")
    for folder in filter(None, [check.options.onnxruntime, os.environ.get("MMADFER_ONNXRUNTIME"), package and package["folder"]]):
        if glob.glob(os.path.join(folder, "libonnxruntime.so*")) and os.path.exists(os.path.join(folder, "libonnxruntime_providers_cuda.so")):
            libraries = [] if not check.result.get("libtorch") else [check.result["libtorch"], *glob.glob(os.path.join(check.result["libtorch"], "..", "..", "nvidia", "*", "lib"))]
            # CUDA's own libraries, as PyTorch brings them.
            return folder, {"MMADFER_ONNXRUNTIME": folder, "LD_LIBRARY_PATH": ":".join(filter(None, [*libraries, os.environ.get("LD_LIBRARY_PATH")]))}
    check.miss("no ONNX Runtime with libonnxruntime_providers_cuda.so was found (--onnxruntime FOLDER): no onnx-cuda")
    return None, None
