#!/usr/bin/env python3
"""Makes the golden data of pretrained encoders: architectures that others publish, in their own tensor names, with hashed weights.

Each architecture is written out here as its authors define it (plain PyTorch, double precision), reads tensors of its own names and gets
its own input: frames or features that are normalised its own way. `architectures.json` lists the tensors, `expected.safetensors` holds
the [CLS] after the last norm and the first 8 features of all tokens after block 11. Needs torch and numpy; takes a minute.

    python3 tests/Goldens/encoders/make.py
"""
import json
import math
import os
import struct

import numpy as np
import torch
import torch.nn.functional as F

WIDTH, HEADS, MLP, DEPTH, FRAMES = 128, 2, 256, 12, 2
HERE = os.path.dirname(os.path.abspath(__file__))


def hashed(name, count):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) % 2**64
    with np.errstate(over="ignore"):
        x = np.uint64(h) + (np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return ((x >> np.uint64(40)).astype(np.float32) * np.float32(2 / 16777216) - np.float32(1)).astype(np.float32)


def tensor(name, kind, shape):
    u, f = hashed(name, math.prod(shape)), np.float32
    values = {
        "weight": lambda: u * f(math.sqrt(3 / math.prod(shape[1:]))),
        "norm_weight": lambda: f(1) + f(0.1) * u,
        "bias": lambda: f(0.05) * u,
        "gate": lambda: f(0.8) * u,
        "embedding": lambda: f(0.5) * u,
    }[kind]()
    return torch.from_numpy(values.reshape(shape)).double()


class Weights:
    """The tensors of one architecture; reading one declares it."""

    def __init__(self, name):
        self.name, self.list, self.count = name, [], 0

    def __call__(self, name, kind, *shape):
        if not any(t["name"] == name for t in self.list):
            self.list.append({"name": name, "kind": kind, "shape": list(shape)})
        return tensor(f"{self.name}/{name}", kind, list(shape))

    def linear(self, name, outputs, inputs):
        return self(f"{name}.weight", "weight", outputs, inputs), self(f"{name}.bias", "bias", outputs)

    def norm(self, name):
        return self(f"{name}.weight", "norm_weight", WIDTH), self(f"{name}.bias", "bias", WIDTH)


def vit(patches, tokens, positions, block, norm, eps):
    """patches [n, p, W], tokens [1, t, W] before the patches, positions [1, t + p, W]; block(i) gives a block's tensors."""
    x = torch.cat([tokens.expand(patches.shape[0], -1, -1), patches], 1) + positions
    for i in range(DEPTH):
        b = block(i)
        n, t, _ = x.shape
        y = F.layer_norm(x, (WIDTH,), *b["norm1"], eps=eps)
        q, k, v = (F.linear(y, *b[p]).view(n, t, HEADS, -1).transpose(1, 2) for p in "qkv")
        a = (q @ k.transpose(-2, -1) * (WIDTH // HEADS) ** -0.5).softmax(-1) @ v
        x = x + b.get("ls1", 1) * F.linear(a.transpose(1, 2).reshape(n, t, WIDTH), *b["proj"])
        y = F.layer_norm(x, (WIDTH,), *b["norm2"], eps=eps)
        x = x + b.get("ls2", 1) * F.linear(F.gelu(F.linear(y, *b["fc1"])), *b["fc2"])
    return F.layer_norm(x, (WIDTH,), *norm, eps=eps)[:, 0], x


def timm_block(w, i, prefix="", scale=None):
    p = f"{prefix}blocks.{i}."
    weight, bias = w.linear(p + "attn.qkv", 3 * WIDTH, WIDTH)
    b = {name: (weight[j * WIDTH:(j + 1) * WIDTH], bias[j * WIDTH:(j + 1) * WIDTH]) for j, name in enumerate("qkv")}
    b |= {"norm1": w.norm(p + "norm1"), "norm2": w.norm(p + "norm2"), "proj": w.linear(p + "attn.proj", WIDTH, WIDTH),
          "fc1": w.linear(p + "mlp.fc1", MLP, WIDTH), "fc2": w.linear(p + "mlp.fc2", WIDTH, MLP)}
    if scale:
        b |= {"ls1": w(p + scale[0], "gate", WIDTH), "ls2": w(p + scale[1], "gate", WIDTH)}
    return b


def face_block(w, i, prefix):
    p = f"{prefix}encoder.layer.{i}."
    b = {short: w.linear(f"{p}attention.attention.{name}", WIDTH, WIDTH) for short, name in (("q", "query"), ("k", "key"), ("v", "value"))}
    return b | {"norm1": w.norm(p + "layernorm_before"), "norm2": w.norm(p + "layernorm_after"), "proj": w.linear(p + "attention.output.dense", WIDTH, WIDTH),
                "fc1": w.linear(p + "intermediate.dense", MLP, WIDTH), "fc2": w.linear(p + "output.dense", WIDTH, MLP)}


def resized(grid, side, new):
    grid = grid.reshape(1, side[0], side[1], WIDTH).permute(0, 3, 1, 2)
    return F.interpolate(grid, size=new, mode="bicubic", align_corners=False).permute(0, 2, 3, 1).reshape(1, -1, WIDTH)


def tokens_of(x, weight, bias):
    return F.conv2d(x, weight, bias, stride=16).flatten(2).transpose(1, 2)


def frames(size):
    u = hashed("input.frames", FRAMES * 3 * size * size).reshape(FRAMES, 3, size, size)
    return torch.from_numpy(u * np.float32(0.5) + np.float32(0.5)).double()


def features():
    """[1, 512, 128], normalised as the network wants them."""
    return torch.from_numpy(hashed("input.audio", 512 * 128).reshape(1, 512, 128) * np.float32(0.7) - np.float32(0.2)).double()


HALF = ([0.5] * 3, [0.5] * 3)
IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
NONE = ([0.0] * 3, [1.0] * 3)


def image(w, scaling, size, side, naming, extra=1, scale=None, norm="norm", eps=1e-6, prefix="", others=()):
    """An image encoder. extra: tokens before the patches in the position embedding, of which the second is a distillation token."""
    x = (frames(size) - torch.tensor(scaling[0]).double().view(3, 1, 1)) / torch.tensor(scaling[1]).double().view(3, 1, 1)
    names = {"timm": ("cls_token", "pos_embed", "patch_embed.proj", "dist_token"),
             "face": ("embeddings.cls_token", "embeddings.position_embeddings", "embeddings.patch_embeddings.projection", "embeddings.distillation_token")}[naming]
    cls = w(prefix + names[0], "embedding", 1, 1, WIDTH)
    positions = w(prefix + names[1], "embedding", 1, extra + side * side, WIDTH)
    patch = w(prefix + names[2] + ".weight", "weight", WIDTH, 3, 16, 16), w(prefix + names[2] + ".bias", "bias", WIDTH)
    if extra == 2:
        w(prefix + names[3], "embedding", 1, 1, WIDTH)  # dropped, with the second row of the positions
    grid = resized(positions[:, extra:], (side, side), (size // 16, size // 16))
    first = positions[:, :1] if extra else torch.zeros(1, 1, WIDTH).double()
    for name, kind, shape in others:
        w(name, kind, *shape)
    block = (lambda i: timm_block(w, i, prefix, scale)) if naming == "timm" else (lambda i: face_block(w, i, prefix))
    return vit(tokens_of(x, *patch), cls, torch.cat([first, grid], 1), block, w.norm(prefix + norm), eps)


def ast(w, stride, naming, prefix, others, eps, mean=None, deviation=None):
    """Frequency is the first axis, as in the Audio Spectrogram Transformer. Positions of shorter audio: the middle of the grid in time."""
    x = features()
    if mean is not None:  # its own normalisation of the same filter bank
        x = (x * 2 * 4.5689974 - 4.2677393 - mean) / (2 * deviation)
    rows, columns = (128 - 16) // stride + 1, (1024 - 16) // stride + 1
    names = ("cls_token", "pos_embed", "patch_embed.proj", "dist_token", "norm") if naming == "timm" else (
        "embeddings.cls_token", "embeddings.position_embeddings", "embeddings.patch_embeddings.projection", "embeddings.distillation_token", "layernorm")
    cls = w(prefix + names[0], "embedding", 1, 1, WIDTH)
    w(prefix + names[3], "embedding", 1, 1, WIDTH)
    positions = w(prefix + names[1], "embedding", 1, 2 + rows * columns, WIDTH)
    patch = w(prefix + names[2] + ".weight", "weight", WIDTH, 1, 16, 16), w(prefix + names[2] + ".bias", "bias", WIDTH)
    grid = positions[0, 2:].view(rows, columns, WIDTH)
    if stride == 16:
        grid = grid[:, columns // 2 - 16:columns // 2 + 16]
    else:  # the positions of patches that lie 16 apart, between those that lie 10 apart
        start = columns // 2 - 25
        grid = sample(sample(grid, [1.6 * i for i in range(8)], 0), [start + 1.6 * i for i in range(32)], 1)
    for name, kind, shape in others:
        w(name, kind, *shape)
    block = (lambda i: timm_block(w, i, prefix)) if naming == "timm" else (lambda i: face_block(w, i, prefix))
    cls, x = vit(tokens_of(x.transpose(1, 2).unsqueeze(1), *patch), cls, torch.cat([positions[:, :1], grid.reshape(1, -1, WIDTH)], 1),
                 block, w.norm(prefix + names[4]), eps)
    # Time-major, as the network's own order of patches is.
    return cls, torch.cat([x[:, :1], x[:, 1:].view(1, 8, 32, WIDTH).transpose(1, 2).reshape(1, 256, WIDTH)], 1)


def sample(grid, positions, axis):
    """Bicubic (a = -0.75) at these coordinates along an axis, clamped at the ends."""
    def weight(d):
        d = abs(d)
        return (1.25 * d - 2.25) * d * d + 1 if d <= 1 else ((-0.75 * d + 3.75) * d - 6) * d + 3 if d < 2 else 0.0
    size, result = grid.shape[axis], []
    for p in positions:
        low = math.floor(p)
        result.append(sum(weight(p - i) * grid.select(axis, min(max(i, 0), size - 1)) for i in range(low - 1, low + 3)))
    return torch.stack(result, axis)


def audio_mae(w, others):
    """AudioMAE after fine-tuning: time-major, mean pooling with fc_norm; positions of 64 x 8 patches resized to 32 x 8."""
    cls, positions = w("cls_token", "embedding", 1, 1, WIDTH), w("pos_embed", "embedding", 1, 513, WIDTH)
    patch = w("patch_embed.proj.weight", "weight", WIDTH, 1, 16, 16), w("patch_embed.proj.bias", "bias", WIDTH)
    for name, kind, shape in others:
        w(name, kind, *shape)
    return vit(tokens_of(features().unsqueeze(1), *patch), cls, torch.cat([positions[:, :1], resized(positions[:, 1:], (64, 8), (32, 8))], 1),
               lambda i: timm_block(w, i), w.norm("fc_norm"), 1e-6)


def head(name, classes):
    return [(f"{name}.weight", "weight", (classes, WIDTH)), (f"{name}.bias", "bias", (classes,))]


ARCHITECTURES = {
    # Vision: size of the frames, side of the grid of positions.
    "timm-224": lambda w: image(w, HALF, 64, 14, "timm", others=head("head", 1000)),
    "timm-384": lambda w: image(w, HALF, 64, 24, "timm", others=head("head", 1000)),
    "timm-in21k": lambda w: image(w, HALF, 224, 14, "timm", others=head("head", 21843)),
    "deit-distilled": lambda w: image(w, IMAGENET, 64, 14, "timm", extra=2, others=head("head", 1000) + head("head_dist", 1000)),
    "deit3": lambda w: image(w, IMAGENET, 64, 14, "timm", extra=0, scale=("ls1.gamma", "ls2.gamma"), others=head("head", 1000)),
    "mae-fine-tuned": lambda w: image(w, IMAGENET, 64, 14, "timm", norm="fc_norm", others=head("head", 1000)),
    "hf-vit": lambda w: image(w, HALF, 64, 14, "face", norm="layernorm", eps=1e-12, prefix="vit.", others=head("classifier", 1000)),
    "hf-vit-mae": lambda w: image(w, IMAGENET, 64, 14, "face", norm="layernorm", eps=1e-12, prefix="vit.", others=head("decoder.decoder_embed", 64)
                                  + [("decoder.mask_token", "embedding", (1, 1, 64))]),
    "hf-deit": lambda w: image(w, IMAGENET, 64, 14, "face", norm="layernorm", extra=2, eps=1e-12, prefix="deit.",
                               others=head("cls_classifier", 1000) + head("distillation_classifier", 1000)),
    # Audio.
    "audio-mae-fine-tuned": lambda w: audio_mae(w, head("head", 527)),
    "ast-16": lambda w: ast(w, 16, "timm", "module.v.", head("module.mlp_head.1", 527) + head("module.v.head", 1000), 1e-6),
    "ast-10": lambda w: ast(w, 10, "timm", "module.v.", head("module.mlp_head.1", 527) + head("module.v.head_dist", 1000), 1e-6),
    "hf-ast": lambda w: ast(w, 16, "face", "audio_spectrogram_transformer.", head("classifier.dense", 527), 1e-12),
    "hf-ast-speech": lambda w: ast(w, 16, "face", "audio_spectrogram_transformer.", head("classifier.dense", 35), 1e-12, -6.845978, 5.5654526),
}


def write(path, tensors):
    header, data = {}, b""
    for name, values in tensors.items():
        raw = values.float().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main():
    listed, expected = {}, {}
    with torch.no_grad():
        for name, make in ARCHITECTURES.items():
            weights = Weights(name)
            cls, x = make(weights)
            rows = {}
            for t in weights.list:
                key = (t["name"].replace(".blocks.0.", ".blocks.{}.").replace(".layer.0.", ".layer.{}."))
                key = "blocks.{}." + key[9:] if key.startswith("blocks.0.") else key
                if not any(f"{p}{i}." in f".{t['name']}" for p in (".blocks.", ".layer.") for i in range(1, DEPTH)):
                    rows[key] = [t["kind"], *t["shape"]]
            listed[name] = rows
            expected[f"{name}.cls"] = cls
            expected[f"{name}.tokens"] = x[:1, :, :8]
            print(name, cls.shape, x.shape, float(cls.abs().mean()))
    with open(os.path.join(HERE, "architectures.json"), "w") as file:
        rows = [f' "{name}": {{\n' + ",\n".join(f'  {json.dumps(t)}: {json.dumps(v)}' for t, v in tensors.items()) + "\n }" for name, tensors in listed.items()]
        file.write("{\n" + ",\n".join(rows) + "\n}\n")
    write(os.path.join(HERE, "expected.safetensors"), expected)


if __name__ == "__main__":
    main()
