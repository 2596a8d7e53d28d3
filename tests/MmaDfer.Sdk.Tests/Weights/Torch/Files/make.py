"""Makes the small checkpoints of this folder with PyTorch 1.13 (Debian's python3-torch): python3 make.py"""
import argparse, array, collections, datetime, decimal, enum, fractions, functools, io, ipaddress, pathlib, random, re, struct, types, uuid, warnings
import zipfile
import numpy as np
import torch

warnings.simplefilter("ignore")


class Mode(enum.Enum):
    FACE = "face"


class Outer:
    class Inner:
        pass


class Tagged(torch.Tensor):
    pass


def weights():
    return collections.OrderedDict(w=torch.arange(6.0).reshape(2, 3) - 2.5)


parameter = torch.nn.Parameter(torch.ones(2))
parameter.tag = "weight decay 0"

HARMLESS = dict(
    best_acc=np.float64(0.5), step=np.int64(3), flag=np.bool_(True), when=np.datetime64("2020-01-01"),
    array=np.arange(3.0), texts=np.array(["a", None], dtype=object), record=np.zeros(2, dtype=[("a", "f4")]),
    masked=np.ma.array([1, 2]), state=np.random.RandomState(1), generator=np.random.default_rng(1),
    path=pathlib.Path("a/b"), pure=pathlib.PureWindowsPath("c:/x"), device=torch.device("cuda:0"), size=torch.Size([1, 2]),
    type=torch.float16, layout=torch.strided, set={1, 2}, frozen=frozenset([1]), count=collections.Counter("aab"),
    default=collections.defaultdict(list, {"a": [1]}), ordered=collections.OrderedDict(a=1), deque=collections.deque([1, 2], maxlen=3),
    chain=collections.ChainMap({"a": 1}), now=datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc), day=datetime.date(2024, 1, 2),
    span=datetime.timedelta(1), time=datetime.time(1), bytes=bytearray(b"abc"), raw=b"abc\xff", none=b"", slice=slice(1, 2), range=range(3),
    dots=..., complex=1 + 2j, decimal=decimal.Decimal("1.5"), fraction=fractions.Fraction(1, 2), id=uuid.UUID(int=1),
    address=ipaddress.ip_address("1.2.3.4"), args=argparse.Namespace(lr=1), simple=types.SimpleNamespace(a=1), mode=Mode.FACE,
    inner=Outer.Inner(), big=10**30, pattern=re.compile("a"), function=torch.relu, layer=functools.partial(torch.nn.LayerNorm, eps=1e-6),
    values=array.array("d", [1.0]), infinite=float("inf"), random=random.getstate(), nothing=type(None),
    quantised=torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8), sparse=torch.eye(2).to_sparse(),
    complexes=torch.ones(2, dtype=torch.complex64), meta=torch.ones(2, device="meta"),
)


def save(name, value, protocol=2, legacy=False):
    torch.save(value, name, pickle_protocol=protocol, _use_new_zipfile_serialization=not legacy)


def renamed(name, source, old, new):
    """The same checkpoint with another module's name in its pickle of protocol 4 or 5 (a length byte, then the name)."""
    with zipfile.ZipFile(source) as zip, zipfile.ZipFile(name, "w", zipfile.ZIP_STORED) as out:
        for entry in zip.infolist():
            data = zip.read(entry)
            if entry.filename.endswith("data.pkl"):
                # Frames tell lengths: without them the pickle is as good.
                while (at := data.find(b"\x95")) >= 0 and struct.unpack("<Q", data[at + 1:at + 9])[0] <= len(data):
                    data = data[:at] + data[at + 9:]
                for module in old:
                    data = data.replace(bytes([0x8C, len(module)]) + module, bytes([0x8C, len(module) + 1]) + module.replace(*new))
            out.writestr(entry.filename, data)


save("harmless.pth", {"state_dict": weights(), **HARMLESS})
save("harmless5.pth", {"state_dict": weights(), **HARMLESS}, protocol=5)
renamed("harmless_numpy2.pth", "harmless5.pth",
        [b"numpy.core.multiarray", b"numpy.core.numeric"], (b"numpy.core", b"numpy._core"))
save("tagged.pth", {"w": weights()["w"].as_subclass(Tagged), "p": parameter})
net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
save("module.pth", net)
save("module_legacy.pth", net, legacy=True)
save("module_below.pth", {"epoch": 3, "model": net, "anchors": torch.ones(2)})
quantised = torch.quantization.quantize_dynamic(net, {torch.nn.Linear}, dtype=torch.qint8)
save("quantised.pth", {"state_dict": quantised.state_dict()})
save("quantised_tensor.pth", {"w": HARMLESS["quantised"]})
save("quantised_legacy.pth", {"w": HARMLESS["quantised"]}, legacy=True)
save("sparse.pth", {"w": HARMLESS["sparse"]})
save("complex.pth", {"w": HARMLESS["complexes"]})
save("meta.pth", {"w": HARMLESS["meta"]})
torch.jit.save(torch.jit.script(net), "script.pth")
