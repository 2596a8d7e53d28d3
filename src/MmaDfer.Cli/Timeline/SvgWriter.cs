using System.Globalization;
using System.Xml;

namespace MmaDfer.Cli.Timeline;

/// <summary>The few shapes an image is made of. Owns the XML writer.</summary>
internal sealed class SvgWriter(XmlWriter xml) : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    public void Begin(double width, double height, string title, string css)
    {
        xml.WriteStartElement("svg", Namespace);
        Attribute("viewBox", $"0 0 {Number(width)} {Number(height)}");
        Attribute("width", Number(width));
        Attribute("height", Number(height));
        Attribute("role", "img");
        Element("title", Clean(title));
        Element("style", css);
    }

    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="width">To the right.</param>
    /// <param name="height">Downwards.</param>
    /// <param name="style">Class of the style sheet.</param>
    /// <param name="tip">Shown under the pointer.</param>
    public void Rectangle(double x, double y, double width, double height, string style, string? tip = null)
    {
        Start("rect", style);
        Attribute("x", Number(x));
        Attribute("y", Number(y));
        Attribute("width", Number(width));
        Attribute("height", Number(height));
        End(tip);
    }

    public void Line(double x1, double y1, double x2, double y2, string style)
    {
        Start("line", style);
        Attribute("x1", Number(x1));
        Attribute("y1", Number(y1));
        Attribute("x2", Number(x2));
        Attribute("y2", Number(y2));
        End(null);
    }

    public void Polyline(IEnumerable<(double X, double Y)> points, string style, double width, string? dashes, string tip)
    {
        Start("polyline", style);
        Attribute("stroke-width", Number(width));
        if (dashes is not null)
            Attribute("stroke-dasharray", dashes);
        Attribute("points", string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}")));
        End(tip);
    }

    public void Text(double x, double y, string style, string text)
    {
        Start("text", style);
        Attribute("x", Number(x));
        Attribute("y", Number(y));
        xml.WriteString(Clean(text));
        xml.WriteEndElement();
    }

    public void Dispose()
    {
        xml.WriteEndElement();
        xml.Dispose();
    }

    private void Start(string name, string style)
    {
        xml.WriteStartElement(name, Namespace);
        Attribute("class", style);
    }

    private void End(string? tip)
    {
        if (tip is not null)
            Element("title", Clean(tip));
        xml.WriteEndElement();
    }

    private void Element(string name, string text) => xml.WriteElementString(name, Namespace, text);

    private void Attribute(string name, string value) => xml.WriteAttributeString(name, value);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Names of files and labels may hold what XML may not.</summary>
    private static string Clean(string text) => string.Concat(
        text.EnumerateRunes().Select(r => r.IsBmp && !XmlConvert.IsXmlChar((char)r.Value) ? "?" : r.ToString()));
}
