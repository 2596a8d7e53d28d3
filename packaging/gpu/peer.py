"""The network of tests/Goldens in eager PyTorch, as a peer for the times of packaging/gpu-check. Prints one line of JSON.

    peer.py clip DEVICE PRECISION FOLDER RUNS
    peer.py train DEVICE PRECISION FOLDER BATCH STEPS

Its logits are compared with the authors' numbers first, so that it is the same network. DEVICE is cuda or cpu.
"""
import json
import os
import struct
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

GOLDENS = os.environ["MMADFER_GOLDENS"]
WARM_UPS = 3
FRAMES, DEPTH = 16, 12
SCALES = {"norm_weight": (0.1, 1.0), "bias": (0.05, 0.0), "gate": (0.8, 0.0), "embedding": (0.5, 0.0)}


def uniform(name, count):
    """Values in [-1, 1) that follow from a name: tests/Goldens/README.md."""
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    with np.errstate(over="ignore"):
        x = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(h)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x ^= x >> np.uint64(31)
    return (x >> np.uint64(40)).astype(np.float32) * np.float32(2 / 16777216) - np.float32(1)


def expected(folder):
    with open(os.path.join(GOLDENS, folder, "expected.safetensors"), "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        entry = json.loads(file.read(length))["logits"]
        file.seek(8 + length + entry["data_offsets"][0])
        data = file.read(entry["data_offsets"][1] - entry["data_offsets"][0])
    return np.frombuffer(data, np.float32).reshape(entry["shape"])


class Network:
    def __init__(self, folder, device, dtype, training):
        with open(os.path.join(GOLDENS, folder, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        self.config, self.dtype, self.weights, self.trained = manifest["config"], dtype, {}, []
        for tensor in manifest["tensors"]:
            name, shape = tensor["name"], tensor["shape"]
            scale, offset = SCALES.get(tensor["kind"]) or (np.sqrt(3.0 / np.prod(shape[1:])), 0.0)
            values = np.float32(offset) + uniform(name, int(np.prod(shape))) * np.float32(scale)
            weight = torch.from_numpy(values.reshape(shape)).to(device)
            if training and tensor["trainable"]:
                # In float32, as optimizers want them; cast where they are used.
                self.trained.append(weight.requires_grad_())
            else:
                weight = weight.to(dtype)
            self.weights[name] = weight

    def w(self, name):
        return self.weights[name].to(self.dtype)

    def linear(self, x, name):
        bias = name + ".bias"
        return F.linear(x, self.w(name + ".weight"), self.w(bias) if bias in self.weights else None)

    def norm(self, x, name, epsilon):
        return F.layer_norm(x, x.shape[-1:], self.w(name + ".weight"), self.w(name + ".bias"), epsilon)

    @staticmethod
    def attention(q, k, v, heads):
        def split(x):
            return x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)
        q, k, v = split(q), split(k), split(v)
        if hasattr(F, "scaled_dot_product_attention"):
            y = F.scaled_dot_product_attention(q, k, v)
        else:
            y = torch.softmax(q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5, -1) @ v
        return y.transpose(1, 2).flatten(2)

    def tokens(self, images, encoder):
        patches = F.conv2d(images, self.w(encoder + ".patch_embed.proj.weight"), self.w(encoder + ".patch_embed.proj.bias"), stride=16)
        patches = patches.flatten(2).transpose(1, 2)
        rows = patches.shape[0]
        cls, prompts = self.w(encoder + ".cls_token"), self.w(encoder + ".learnable_prompts_init")
        return torch.cat([cls.expand(rows, -1, -1), patches, prompts[None].expand(rows, -1, -1)], 1) + self.w(encoder + ".pos_embed")

    def block(self, x, name):
        q, k, v = self.linear(self.norm(x, name + ".norm1", 1e-6), name + ".attn.qkv").chunk(3, -1)
        x = x + self.linear(self.attention(q, k, v, self.config["heads"]), name + ".attn.proj")
        return x + self.linear(F.gelu(self.linear(self.norm(x, name + ".norm2", 1e-6), name + ".mlp.fc1")), name + ".mlp.fc2")

    def raise_prompts(self, x, encoder, i):
        if i % 6 != 0:
            return x
        start = x.shape[1] - 6 + 3 * (i // 6)
        update = self.w(f"{encoder}.learnable_prompts_progr.{i // 6}")
        return torch.cat([x[:, :start], x[:, start:start + 3] + update, x[:, start + 3:]], 1)

    def mix(self, x, latent, encoder, i):
        return x + torch.tanh(self.w(f"{encoder}.all_gate.{i}")) * F.gelu(self.linear(latent, f"{encoder}.temporal_att_post.{i}.0"))

    def __call__(self, frames, audio):
        batch, face, voice = audio.shape[0], "image_encoder", "audio_model"
        v, a = self.tokens(frames, face), self.tokens(audio, voice)
        for i in range(DEPTH):
            v, a = self.block(v, f"{face}.blocks.{i}"), self.block(a, f"{voice}.blocks.{i}")
            fl = self.norm(self.linear(v, f"{face}.temporal_pre.{i}"), f"{face}.temporal_pre_norm.{i}", 1e-5)
            al = self.norm(self.linear(a, f"{face}.audio_proj_pre.{i}.0"), f"{face}.audio_proj_pre.{i}.1", 1e-5)
            joined = fl.reshape(batch, -1, fl.shape[-1])
            seen, heard = joined.mean(1, keepdim=True), al.mean(1, keepdim=True)
            v, a = self.mix(v, (joined + heard).reshape(fl.shape), face, i), self.mix(a, al + seen, voice, i)
            v, a = self.raise_prompts(v, face, i), self.raise_prompts(a, voice, i)
        v, a = self.norm(v[:, :1], face + ".norm", 1e-6), self.norm(a[:, :1], voice + ".norm", 1e-6)
        joint = self.linear(v.reshape(batch, FRAMES, -1) + a, "vision_proj")
        layer = "temporal_net.temporal_transformer.layers.0"
        x = torch.cat([self.w("temporal_net.cls_token").expand(batch, -1, -1), joint], 1) + self.w("temporal_net.pos_embedding")
        n = self.norm(x, layer + ".0.fn.norm", 1e-5)
        k, w = self.linear(n, layer + ".0.fn.fn.to_kv").chunk(2, -1)
        q = self.linear(n, layer + ".0.fn.fn.to_q")
        x = (x + self.linear(self.attention(q, k, w, self.config["theads"]), layer + ".0.fn.fn.to_out.0"))[:, 0]
        n = self.norm(x, layer + ".1.fn.norm", 1e-5)
        x = x + self.linear(F.gelu(self.linear(n, layer + ".1.fn.fn.net.0"), approximate="tanh"), layer + ".1.fn.fn.net.3")
        return self.linear(x, "our_classifier")


def inputs(batch, size):
    frames = uniform("input.frames", batch * FRAMES * 3 * size * size) * np.float32(0.5) + np.float32(0.5)
    audio = uniform("input.audio", batch * 512 * 128) * np.float32(0.7) - np.float32(0.2)
    return torch.from_numpy(frames.reshape(batch * FRAMES, 3, size, size)), torch.from_numpy(audio.reshape(batch, 1, 512, 128))


def measure(runs, run):
    times = []
    for i in range(-min(WARM_UPS, runs), runs):
        start = time.perf_counter()
        run()
        if i >= 0:
            times.append(1000 * (time.perf_counter() - start))
    times.sort()
    return {"medianMs": times[len(times) // 2], "minMs": times[0]}


def main(mode, device, precision, folder, *numbers):
    dtype = getattr(torch, precision)
    # As the engine: float32 is float32.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    result = {"torch": torch.__version__, "folder": folder, "precision": precision, "device": torch.cuda.get_device_name() if device == "cuda" else "cpu"}
    network = Network(folder, device, dtype, mode == "train")
    size = network.config["img"]
    if mode == "clip":
        goal = expected(folder)
        frames, audio = inputs(goal.shape[0], size)
        kept = {}

        @torch.no_grad()
        def run():
            # From main memory and back, as the engine's session.
            kept["logits"] = network(frames.to(device).to(dtype), audio.to(device).to(dtype)).float().cpu().numpy()
        result.update(measure(int(numbers[0]), run))
        error = float(np.abs(kept["logits"] - goal).max())
        tolerance = {"float32": 2e-5, "float16": 1e-2, "bfloat16": 6e-2}[precision]
        result.update(error=error, tolerance=tolerance, passed=bool(error <= tolerance))
    else:
        batch = int(numbers[0])
        frames, audio = inputs(batch, size)
        labels = (torch.arange(batch) % network.config["classes"]).to(device)
        optimizer = torch.optim.AdamW(network.trained, lr=1e-4, weight_decay=1e-2)
        losses = []

        def step():
            optimizer.zero_grad()
            loss = F.cross_entropy(network(frames.to(device).to(dtype), audio.to(device).to(dtype)).float(), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        result.update(measure(int(numbers[1]), step))
        result.update(batch=batch, firstLoss=losses[0], lastLoss=losses[-1], passed=bool(np.isfinite(losses).all() and losses[-1] < losses[0]))
    print(json.dumps(result))
    return 0 if result["passed"] else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
