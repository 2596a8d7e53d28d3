#!/usr/bin/env python3
"""Draws the Quickstart's clip: a face that begins to smile (face.y4m) while a voice says a happy sentence (voice.wav).

Needs numpy, and for the voice the programs espeak-ng and ffmpeg. Run it in this folder: python3 make.py
"""
import subprocess
import tempfile
from pathlib import Path

import numpy as np

SIZE, RATE, SECONDS = 112, 25, 2.0
OVER = 4                      # drawn larger and averaged down: smooth edges
SENTENCE = "Wonderful! I am so happy to see you!"
HERE = Path(__file__).resolve().parent


def smooth(low, high, x):
    """0 below low, 1 above high, an S between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


class Canvas:
    """Colours in [0, 1] on a square from -1 to 1, y downwards."""

    def __init__(self):
        n = SIZE * OVER
        axis = (np.arange(n) + 0.5) / n * 2 - 1
        self.x, self.y = np.meshgrid(axis, axis)
        self.rgb = np.zeros((n, n, 3))

    def paint(self, colour, mask):
        mask = np.clip(mask, 0, 1)[..., None]
        self.rgb = self.rgb * (1 - mask) + np.asarray(colour) * mask

    def shade(self, factor, mask):
        self.rgb *= (1 + (factor - 1) * np.clip(mask, 0, 1))[..., None]

    def ellipse(self, cx, cy, rx, ry, soft=0.01, power=2.0):
        """1 inside, 0 outside, soft on the edge."""
        d = (np.abs((self.x - cx) / rx) ** power + np.abs((self.y - cy) / ry) ** power) ** (1 / power)
        return 1 - smooth(1 - soft / min(rx, ry), 1 + soft / min(rx, ry), d)

    def stroke(self, curve, x0, x1, thick, soft=0.008):
        """A line y = curve(x) from x0 to x1 that thins out towards its ends."""
        t = np.clip((self.x - x0) / (x1 - x0), 0, 1)
        width = thick * (0.35 + 0.65 * np.sin(np.pi * t) ** 0.6)
        inside = smooth(x0 - soft, x0 + soft, self.x) * (1 - smooth(x1 - soft, x1 + soft, self.x))
        return inside * (1 - smooth(width - soft, width + soft, np.abs(self.y - curve(self.x))))

    def picture(self):
        n = SIZE
        small = self.rgb.reshape(n, OVER, n, OVER, 3).mean(axis=(1, 3))
        return np.clip(small * 255 + 0.5, 0, 255).astype(np.uint8)


SKIN, HAIR, LIP = (0.88, 0.68, 0.55), (0.24, 0.15, 0.10), (0.74, 0.33, 0.32)


def face(smile, mouth, blink, tilt):
    """smile, mouth (open), blink: 0 to 1; tilt: a small shift of the head."""
    c = Canvas()
    c.rgb[:] = np.array((0.55, 0.64, 0.70)) * (1.08 - 0.22 * (c.y[..., None] + 1) / 2)
    c.x, c.y = c.x - 0.02 * tilt, c.y - 0.012 * np.abs(tilt) + 0.03 * tilt * c.x
    # Shoulders, neck, hair behind the head.
    c.paint((0.20, 0.33, 0.46), c.ellipse(0, 1.22, 0.95, 0.42, 0.02))
    c.paint(np.array(HAIR) * 0.8, c.ellipse(0, -0.13, 0.70, 0.78, 0.02, 2.2))
    c.paint(np.array(SKIN) * 0.80, c.ellipse(0, 0.78, 0.25, 0.34, 0.02, 3))
    # Ears and the head, its lower half a little narrower.
    for side in (-1, 1):
        c.paint(np.array(SKIN) * 0.86, c.ellipse(side * 0.585, 0.06, 0.085, 0.16, 0.02))
    jaw = 1 - 0.16 * smooth(0.05, 0.85, c.y)
    head = 1 - smooth(0.975, 1.02, np.sqrt((c.x / (0.58 * jaw)) ** 2 + ((c.y - 0.04) / 0.74) ** 2))
    c.paint(SKIN, head)
    # Light from the upper left.
    c.shade(1.10, head * np.exp(-(((c.x + 0.22) / 0.42) ** 2 + ((c.y + 0.30) / 0.40) ** 2)))
    c.shade(0.80, head * smooth(0.20, 0.62, c.x + 0.10 * c.y))
    c.shade(0.84, head * smooth(0.45, 0.85, c.y))
    # Cheeks rise and redden with the smile.
    for side in (-1, 1):
        cheek = np.exp(-(((c.x - side * 0.33) / 0.17) ** 2 + ((c.y - 0.27 + 0.05 * smile) / 0.13) ** 2))
        c.paint((0.90, 0.50, 0.44), 0.32 * (0.35 + 0.65 * smile) * cheek * head)
        c.shade(1.06, smile * head * np.exp(-(((c.x - side * 0.31) / 0.10) ** 2 + ((c.y - 0.19) / 0.06) ** 2)))
    # Fringe: the top of the head, with a parting.
    line = -0.40 + 0.26 * (c.x + 0.12) ** 2 - 0.05 * np.cos(9 * c.x)
    top = c.ellipse(0, -0.13, 0.66, 0.68, 0.02, 2.2)
    c.paint(HAIR, top * (1 - smooth(-0.02, 0.02, c.y - line)))
    sides = top * smooth(0.50, 0.55, np.abs(c.x) + 0.10 * smooth(-0.5, 0.2, -c.y)) * (1 - smooth(-0.05, 0.20, c.y))
    c.paint(HAIR, sides)
    gleam = np.exp(-(((c.y + 0.63 - 0.25 * c.x ** 2) / 0.055) ** 2)) * (0.75 + 0.25 * np.cos(5 * c.x + 1))
    c.paint((0.52, 0.36, 0.25), 0.38 * gleam * top * (1 - smooth(-0.02, 0.02, c.y - line)))
    eyes(c, smile, blink)
    nose(c)
    lips(c, smile, mouth)
    return c.picture()


def eyes(c, smile, blink):
    for side in (-1, 1):
        x, y = side * 0.245, -0.055
        # A true smile narrows the eyes from below.
        upper, lower = 0.075 * (1 - blink), 0.062 * (1 - 0.42 * smile) * (1 - 0.6 * blink)
        u = np.clip((c.x - x) / 0.135, -1, 1)
        lid_up, lid_down = y - upper * (1 - u ** 2), y + lower * (1 - u ** 2)
        white = smooth(-0.008, 0.008, c.y - lid_up) * smooth(-0.008, 0.008, lid_down - c.y)
        white = white * (np.abs(c.x - x) < 0.135)
        c.shade(0.88, np.exp(-(((c.x - x) / 0.19) ** 2 + ((c.y - y + 0.05) / 0.11) ** 2)))
        c.paint((0.96, 0.95, 0.93), white)
        c.shade(0.80, white * smooth(0.03, -0.01, c.y - lid_up))
        c.paint((0.26, 0.40, 0.44), white * c.ellipse(x, y - 0.004, 0.062, 0.066))
        c.paint((0.06, 0.06, 0.07), white * c.ellipse(x, y - 0.004, 0.030, 0.032))
        c.paint((1, 1, 1), white * 0.95 * c.ellipse(x - 0.020, y - 0.028, 0.014, 0.014))
        c.paint((0.20, 0.12, 0.09), c.stroke(lambda s: y - upper * (1 - np.clip((s - x) / 0.14, -1, 1) ** 2) - 0.004,
                                             x - 0.142, x + 0.142, 0.016))
        c.paint(np.array(SKIN) * 0.62, 0.7 * c.stroke(lambda s: y + lower * (1 - np.clip((s - x) / 0.14, -1, 1) ** 2) + 0.004,
                                                      x - 0.12, x + 0.12, 0.007))
        # Laughter lines at the outer corner.
        for k in (-1, 0, 1):
            start = x + side * 0.16
            c.paint(np.array(SKIN) * 0.66, 0.6 * smile * c.stroke(
                lambda s: y + 0.008 + k * (0.012 + 0.30 * np.abs(s - start)),
                min(start, start + side * 0.06), max(start, start + side * 0.06), 0.006))
        # Brows lift a little.
        high = -0.215 - 0.035 * smile
        c.paint(np.array(HAIR) * 1.15, 0.92 * c.stroke(
            lambda s: high + 0.9 * np.abs((s - x) * side - 0.02) ** 1.6 - 0.02 * smile, x - 0.16, x + 0.16, 0.028, 0.012))


def nose(c):
    c.shade(1.10, np.exp(-(((c.x + 0.012) / 0.030) ** 2 + ((c.y - 0.08) / 0.15) ** 2)))
    c.shade(0.86, np.exp(-(((c.x - 0.070) / 0.035) ** 2 + ((c.y - 0.12) / 0.12) ** 2)))
    c.paint(np.array(SKIN) * 0.70, 0.75 * c.stroke(lambda s: 0.235 - 2.2 * np.maximum(np.abs(s) - 0.05, 0) ** 1.3,
                                                   -0.105, 0.105, 0.012, 0.012))
    for side in (-1, 1):
        c.paint(np.array(SKIN) * 0.45, 0.75 * c.ellipse(side * 0.048, 0.228, 0.022, 0.011, 0.012))


def lips(c, smile, mouth):
    half = 0.185 + 0.105 * smile
    bend = 0.145 * smile - 0.012                    # how far the corners rise
    y0 = 0.425 + 0.035 * smile
    u = c.x / half
    inside = (np.abs(u) < 1)
    centre = y0 - bend * np.clip(u, -1, 1) ** 2
    dip = 1 - np.clip(u, -1, 1) ** 2
    opening = (0.012 + 0.085 * mouth + 0.070 * smile) * dip ** 0.9
    upper = centre - 0.25 * opening
    lower = centre + 0.75 * opening
    bow = 0.048 * dip ** 0.7 * (1 - 0.30 * np.exp(-(u / 0.16) ** 2)) * (1 - 0.25 * smile)
    full = 0.062 * dip ** 0.8 * (1 - 0.20 * smile)
    edge = lambda d: smooth(-0.009, 0.009, d)
    c.paint(np.array(LIP) * 0.90, inside * edge(c.y - (upper - bow)) * edge(lower - c.y))
    c.paint(np.array(LIP) * 1.08, inside * edge(c.y - upper) * edge(lower + full - c.y))
    c.shade(1.16, inside * np.exp(-((u + 0.1) / 0.4) ** 2 - ((c.y - lower - 0.5 * full) / 0.018) ** 2))
    gap = inside * edge(c.y - upper) * edge(lower - c.y)
    c.paint((0.30, 0.08, 0.09), gap)
    c.paint((0.97, 0.95, 0.92), gap * np.clip(3 * smile, 0, 1)
            * (1 - smooth(0.035, 0.055, c.y - upper)) * (1 - smooth(0.80, 0.92, np.abs(u))))
    for side in (-1, 1):                            # corners, and the folds from the nose
        c.shade(0.72, (0.4 + 0.6 * smile) * np.exp(-(((c.x - side * half) / 0.030) ** 2 + ((c.y - y0 + bend) / 0.030) ** 2)))
        # Drawn as arcs of a circle about the mouth, above its corners only.
        away = np.hypot(c.x / 1.02, c.y - 0.44)
        arc = np.exp(-(((away - 0.335) / 0.013) ** 2)) * smooth(0.13, 0.20, side * c.x) * smooth(0.40, 0.33, c.y)
        c.paint(np.array(SKIN) * 0.70, 0.55 * smile * arc)
    c.shade(0.90, np.exp(-((c.x / 0.15) ** 2 + ((c.y - 0.585 - 0.02 * smile) / 0.022) ** 2)))


def y4m(path, pictures):
    """4:2:0 video of the full range, as JPEG files have it."""
    with open(path, "wb") as file:
        file.write(f"YUV4MPEG2 W{SIZE} H{SIZE} F{RATE}:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\n".encode())
        for picture in pictures:
            r, g, b = (picture[..., i].astype(float) for i in range(3))
            luma = 0.299 * r + 0.587 * g + 0.114 * b
            planes = [luma] + [128 + (side - luma) / scale for side, scale in ((b, 1.772), (r, 1.402))]
            planes[1:] = [p.reshape(SIZE // 2, 2, SIZE // 2, 2).mean(axis=(1, 3)) for p in planes[1:]]
            file.write(b"FRAME\n")
            for plane in planes:
                file.write(np.clip(np.round(plane), 0, 255).astype(np.uint8).tobytes())


def voice(path):
    """The sentence, cheerful, at 16 kHz; gives its loudness for each frame of the video, 0 to 1."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.wav"
        subprocess.run(["espeak-ng", "-v", "en-us+f3", "-s", "215", "-p", "72", "-w", str(raw), SENTENCE], check=True)
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(raw), "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le",
                        "-af", f"atrim=0:{SECONDS},apad=whole_dur={SECONDS}", "-fflags", "+bitexact", "-flags:a", "+bitexact",
                        "-map_metadata", "-1", str(path)], check=True)
    samples = np.frombuffer(path.read_bytes()[44:], "<i2").astype(float) / 32768
    loud = np.sqrt(np.array([np.mean(part ** 2) for part in np.array_split(samples, round(RATE * SECONDS))]))
    return np.clip(loud / loud.max() * 1.3, 0, 1)


def main():
    loud = voice(HERE / "voice.wav")
    count = round(RATE * SECONDS)
    pictures = []
    for i in range(count):
        t = i / RATE
        blink = max(np.exp(-((t - 0.42) / 0.06) ** 2), np.exp(-((t - 1.62) / 0.06) ** 2))
        pictures.append(face(float(smooth(0.25, 1.15, t)), float(loud[i]), float(blink), float(np.sin(2.2 * t))))
    y4m(HERE / "face.y4m", pictures)


if __name__ == "__main__":
    main()
