using System.Globalization;
using System.Xml;

namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// Walks through the elements of an untrusted XML file: no document types, no entities, nothing fetched, no recursion that the
/// file could deepen, and no more text than the file has bytes.
/// </summary>
internal sealed class CascadeXml : IDisposable
{
    private readonly XmlReader _xml;

    public CascadeXml(byte[] file, string origin)
    {
        Origin = origin;
        _xml = XmlReader.Create(new MemoryStream(file, writable: false), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = file.Length,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        });
    }

    /// <summary>What errors call the file.</summary>
    public string Origin { get; }

    /// <summary>Goes to the root element.</summary>
    public void Begin() => _xml.MoveToContent();

    /// <summary>An attribute of the element at hand; null if it has none of that name.</summary>
    public string? Attribute(string name) => _xml.GetAttribute(name);

    /// <summary>
    /// Passes through the element at hand: <paramref name="child"/> gets the name of each element directly inside and must read
    /// that element by <see cref="Children"/>, <see cref="Text"/>, <see cref="Numbers"/> or <see cref="Skip"/>.
    /// </summary>
    public void Children(Action<string> child)
    {
        bool empty = _xml.IsEmptyElement;
        _xml.ReadStartElement();
        if (empty)
            return;
        while (_xml.NodeType != XmlNodeType.EndElement)
        {
            if (_xml.NodeType == XmlNodeType.Element)
                child(_xml.LocalName);
            else if (!_xml.Read())
                return;
        }
        _xml.ReadEndElement();
    }

    /// <summary>Passes over the element at hand.</summary>
    public void Skip() => _xml.Skip();

    /// <summary>The text of the element at hand, which must have no others inside.</summary>
    public string Text() => _xml.ReadElementContentAsString().Trim();

    /// <summary>The whole number that the element at hand holds.</summary>
    public int Whole(string what, int least, int most)
    {
        double[] numbers = Numbers(what, 1);
        return numbers.Length == 1 && numbers[0] == Math.Floor(numbers[0]) && numbers[0] >= least && numbers[0] <= most
            ? (int)numbers[0]
            : throw Fault($"its {what} must be a whole number from {least} to {most}");
    }

    /// <summary>The finite numbers that the element at hand holds, at most as many as stated.</summary>
    public double[] Numbers(string what, int most)
    {
        string text = Text();
        var numbers = new List<double>();
        foreach (Range range in text.AsSpan().SplitAny(' ', '\t', '\r', '\n'))
        {
            ReadOnlySpan<char> word = text.AsSpan(range);
            if (word.IsEmpty)
                continue;
            if (numbers.Count == most)
                throw Fault($"its {what} holds more than {most} numbers");
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !float.IsFinite((float)number))
                throw Fault($"its {what} holds something that is no number");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    /// <summary>What to throw where the file says something that a cascade cannot say.</summary>
    public ModelFileException Fault(string what)
    {
        string where = _xml is IXmlLineInfo { LineNumber: > 0 and int line } && !_xml.EOF ? $" (near line {line})" : "";
        return new($"{Origin}: {what}{where}; a cascade file of OpenCV is needed, such as haarcascade_frontalface_alt2.xml.");
    }

    public void Dispose() => _xml.Dispose();
}
