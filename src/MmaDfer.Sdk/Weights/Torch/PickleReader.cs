using System.Text;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>
/// Reads Python's pickle format as data and executes nothing. A class or function becomes its name, an instance of a class an inert
/// placeholder, and a call the value that <see cref="IPickleCalls"/> gives it; a call without a value is an error. Values are built
/// without recursion; instructions, depth and lengths are limited, so that a hostile pickle takes no more time and memory than its
/// size justifies.
/// </summary>
internal sealed class PickleReader
{
    /// <summary>Maximum number of instructions; an official checkpoint with its optimizer has 20,000 to 60,000.</summary>
    private const int MaxInstructions = 500_000;

    private const int HighestProtocol = 5, MaxNameBytes = 512;

    private readonly ByteCursor _bytes;
    private readonly IPickleCalls _calls;
    private readonly PickleStack _stack;
    private readonly Dictionary<uint, object?> _memo = [];

    private PickleReader(ByteCursor bytes, IPickleCalls calls)
    {
        _bytes = bytes;
        _calls = calls;
        _stack = new PickleStack(bytes.Origin);
    }

    /// <summary>Reads one pickle and moves the cursor to its end.</summary>
    /// <exception cref="ModelFileException">It is damaged, too large, or asks for a call that a checkpoint does not need.</exception>
    public static object? Read(ByteCursor bytes, IPickleCalls calls)
    {
        var reader = new PickleReader(bytes, calls);
        for (int i = 0; i < MaxInstructions; i++)
        {
            var op = (PickleOp)bytes.Byte();
            if (op == PickleOp.Stop)
                return reader._stack.Pop();
            reader.Obey(op);
        }
        throw new ModelFileException($"{bytes.Origin}: its pickle has more than {MaxInstructions} instructions; no checkpoint needs so many, and the file is refused.");
    }

    private void Obey(PickleOp op)
    {
        switch (op)
        {
            case PickleOp.Proto:
                int protocol = _bytes.Byte();
                if (protocol > HighestProtocol)
                    throw Refused($"is written in protocol {protocol}, which does not exist yet");
                break;
            case PickleOp.Frame:
                if (_bytes.UInt64() > (ulong)_bytes.Remaining)
                    throw Refused("has a frame that reaches past its end");
                break;
            case PickleOp.Mark:
                _stack.Mark();
                break;
            case PickleOp.Pop:
                _stack.Pop();
                break;
            case PickleOp.PopMark:
                _stack.PopToMark();
                break;
            case PickleOp.Dup:
                _stack.Push(_stack.Top);
                break;
            case PickleOp.BinPut:
                _memo[_bytes.Byte()] = _stack.Top;
                break;
            case PickleOp.LongBinPut:
                _memo[_bytes.UInt32()] = _stack.Top;
                break;
            case PickleOp.Memoize:
                _memo[(uint)_memo.Count] = _stack.Top;
                break;
            case PickleOp.BinGet:
                _stack.Push(Remembered(_bytes.Byte()));
                break;
            case PickleOp.LongBinGet:
                _stack.Push(Remembered(_bytes.UInt32()));
                break;
            case PickleOp.Append:
                Append(_stack.Pop());
                break;
            case PickleOp.Appends:
                Append(_stack.PopToMark());
                break;
            case PickleOp.SetItem:
                SetItems(_stack.PopMany(2));
                break;
            case PickleOp.SetItems:
                SetItems(_stack.PopToMark());
                break;
            case PickleOp.AddItems:
                _stack.PopToMark();
                Check(_stack.Top is PickleInert, "adds items to a value that is not a set");
                break;
            case PickleOp.Build:
                // The state of an instance, or attributes of a container: neither contains readable weights.
                object? state = _stack.Pop();
                Check(_stack.Top is not null, "sets the state of nothing");
                (_stack.Top as PickleInert)?.Build(state);
                break;
            default:
                _stack.Push(Value(op));
                break;
        }
    }

    private object? Value(PickleOp op) => op switch
    {
        PickleOp.None => null,
        PickleOp.NewTrue => true,
        PickleOp.NewFalse => false,
        PickleOp.BinInt => (long)_bytes.Int32(),
        PickleOp.BinInt1 => (long)_bytes.Byte(),
        PickleOp.BinInt2 => (long)_bytes.UInt16(),
        PickleOp.Long1 => Integer(_bytes.Bytes(_bytes.Byte())),
        PickleOp.Long4 => Integer(_bytes.Bytes(_bytes.UInt32())),
        PickleOp.BinFloat => _bytes.DoubleBigEndian(),
        PickleOp.BinUnicode or PickleOp.BinString => Text(_bytes.UInt32()),
        PickleOp.ShortBinUnicode or PickleOp.ShortBinString => Text(_bytes.Byte()),
        PickleOp.BinUnicode8 => Text(_bytes.UInt64()),
        PickleOp.BinBytes => Skip(_bytes.UInt32()),
        PickleOp.ShortBinBytes => Skip(_bytes.Byte()),
        PickleOp.BinBytes8 or PickleOp.ByteArray8 => Skip(_bytes.UInt64()),
        PickleOp.EmptyList => new PickleList(),
        PickleOp.EmptyDict => new PickleDict(),
        PickleOp.EmptySet => PickleInert.Value,
        PickleOp.EmptyTuple => Array.Empty<object?>(),
        PickleOp.Tuple1 => _stack.PopMany(1),
        PickleOp.Tuple2 => _stack.PopMany(2),
        PickleOp.Tuple3 => _stack.PopMany(3),
        PickleOp.Tuple => _stack.PopToMark(),
        PickleOp.FrozenSet => Inert(_stack.PopToMark()),
        PickleOp.Global => new PickleGlobal(Line(), Line()),
        PickleOp.StackGlobal => GlobalOf(_stack.PopMany(2)),
        PickleOp.NewObj => Instance(_stack.PopMany(2)),
        PickleOp.NewObjEx => Instance(_stack.PopMany(3)),
        PickleOp.Reduce => Call(_stack.PopMany(2)),
        PickleOp.BinPersId => _calls.Load(_stack.Pop()) ?? throw Refused("refers to external data in an unknown way"),
        _ => throw Refused($"holds the instruction 0x{(int)op:x2} at byte {_bytes.Position - 1}, which no checkpoint needs"),
    };

    private object Call(object?[] parts)
    {
        Check(parts is [PickleGlobal, object?[]], "calls a value that is not a function");
        var function = (PickleGlobal)parts[0]!;
        return _calls.Call(function, (object?[])parts[1]!) ?? throw Refused(
            $"asks to call '{function}', which weights do not need; nothing was executed; save the weights alone, torch.save(model.state_dict(), ...)");
    }

    private PickleInert Instance(object?[] parts)
    {
        // A nested class is an attribute of the outer class, and so inert.
        Check(parts[0] is PickleGlobal or PickleInert, "creates an instance of a value that is not a class");
        return new PickleInert(parts[0] as PickleGlobal);
    }

    private PickleGlobal GlobalOf(object?[] parts) => parts is [string module, string name]
        ? new PickleGlobal(module, name)
        : throw Refused("names a class by a value that is not a string");

    private static PickleInert Inert(object?[] items) => PickleInert.Value;

    private void Append(params object?[] items)
    {
        if (_stack.Top is PickleList list)
        {
            foreach (object? item in items)
                list.Add(item);
        }
        else
        {
            Check(_stack.Top is PickleInert, "appends to a value that is not a list");
        }
    }

    private void SetItems(object?[] items)
    {
        Check(items.Length % 2 == 0, "sets a key without a value");
        if (_stack.Top is PickleDict dict)
        {
            for (int i = 0; i < items.Length; i += 2)
                dict.Add(items[i], items[i + 1]);
        }
        else
        {
            Check(_stack.Top is PickleInert, "sets entries of a value that is not a dictionary");
        }
    }

    private object? Remembered(uint key) => _memo.TryGetValue(key, out object? value)
        ? value
        : throw Refused($"refers to value {key}, which it never stored");

    private string Text(ulong length) => Encoding.UTF8.GetString(_bytes.Bytes(length));

    private PickleInert Skip(ulong length)
    {
        _bytes.Bytes(length);
        return PickleInert.Value;
    }

    /// <summary>A little-endian two's complement number; one that is too large for any size or count is inert.</summary>
    private static object Integer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
            return PickleInert.Value;
        long value = bytes.Length > 0 && (bytes[^1] & 0x80) != 0 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
            value = value << 8 | bytes[i];
        return value;
    }

    private string Line()
    {
        Span<byte> line = stackalloc byte[MaxNameBytes];
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = _bytes.Byte();
            if (line[i] == '\n')
                return Encoding.UTF8.GetString(line[..i]);
        }
        throw Refused($"names a class in more than {MaxNameBytes} bytes");
    }

    private void Check(bool condition, string what)
    {
        if (!condition)
            throw Refused(what);
    }

    private ModelFileException Refused(string what) => new($"{_bytes.Origin}: refused: its pickle {what}.");
}
