using System.Xml;

namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// Reads OpenCV's cascade files: an element <c>cascade</c> with stages, trees and features, as all that come with OpenCV 3 and 4.
/// </summary>
internal sealed class CascadeReader
{
    /// <summary>Larger files are refused; the largest published ones are a tenth of it.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int MaxStages = 256, MaxTrees = 32768, MaxFeatures = 65536;

    private readonly CascadeXml _xml;
    private readonly CascadeBuilder _builder;

    private CascadeReader(CascadeXml xml) => (_xml, _builder) = (xml, new CascadeBuilder(xml));

    /// <summary>Reads a cascade.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="origin">What errors call it.</param>
    /// <exception cref="ModelFileException">It is damaged, hostile or no cascade of a kind that is supported.</exception>
    public static CascadeModel Read(byte[] file, string origin)
    {
        using var xml = new CascadeXml(file, origin);
        try
        {
            return new CascadeReader(xml).Document();
        }
        catch (XmlException exception)
        {
            throw new ModelFileException(
                $"{origin}: no well-formed XML (line {exception.LineNumber}), or XML with a document type, which is not read; a cascade file of OpenCV is needed.",
                exception);
        }
    }

    private CascadeModel Document()
    {
        bool found = false;
        _xml.Begin();
        _xml.Children(name =>
        {
            if (_xml.Attribute("type_id") == "opencv-haar-classifier")
                throw _xml.Fault("this cascade is in the form of OpenCV 1, which is not read; take the file of the same name from OpenCV 3 or 4");
            if (name != "cascade" || found)
            {
                _xml.Skip();
                return;
            }
            found = true;
            _xml.Children(Field);
        });
        return found ? _builder.Build() : throw _xml.Fault("there is no element 'cascade' in it");
    }

    private void Field(string name)
    {
        switch (name)
        {
            case "stageType":
                if (_xml.Text() != "BOOST")
                    throw _xml.Fault("its stageType must be BOOST");
                break;
            case "featureType":
                _builder.Kind = _xml.Text() switch
                {
                    "HAAR" => CascadeKind.Haar,
                    "LBP" => CascadeKind.Lbp,
                    _ => throw _xml.Fault("its featureType must be HAAR or LBP"),
                };
                break;
            case "width":
                _builder.Width = _xml.Whole("width", 3, CascadeModel.MaxWindow);
                break;
            case "height":
                _builder.Height = _xml.Whole("height", 3, CascadeModel.MaxWindow);
                break;
            case "featureParams":
                _xml.Children(FeatureParameter);
                break;
            case "stages":
                _xml.Children(_ => Stage());
                break;
            case "features":
                _xml.Children(_ => Feature());
                break;
            default:
                _xml.Skip();
                break;
        }
    }

    private void FeatureParameter(string name)
    {
        if (name == "maxCatCount")
            _builder.Categories = _xml.Whole("maxCatCount", 0, 256);
        else
            _xml.Skip();
    }

    private void Stage()
    {
        if (_builder.Stages == MaxStages)
            throw _xml.Fault($"it has more than {MaxStages} stages");
        double? threshold = null;
        int first = _builder.Trees;
        _xml.Children(name =>
        {
            if (name == "stageThreshold")
                threshold = _xml.Numbers(name, 1) is [double only] ? only : throw _xml.Fault("a stageThreshold is empty");
            else if (name == "weakClassifiers")
                _xml.Children(_ => Tree());
            else
                _xml.Skip();
        });
        _builder.AddStage(first, threshold ?? throw _xml.Fault("a stage has no stageThreshold"));
    }

    private void Tree()
    {
        if (_builder.Trees == MaxTrees)
            throw _xml.Fault($"it has more than {MaxTrees} trees");
        double[] nodes = [], leaves = [];
        _xml.Children(name =>
        {
            if (name == "internalNodes")
                nodes = _xml.Numbers(name, CascadeModel.MaxTreeNodes * (3 + CascadeModel.SubsetWords));
            else if (name == "leafValues")
                leaves = _xml.Numbers(name, CascadeModel.MaxTreeNodes + 1);
            else
                _xml.Skip();
        });
        _builder.AddTree(nodes, leaves);
    }

    private void Feature()
    {
        if (_builder.Features == MaxFeatures)
            throw _xml.Fault($"it has more than {MaxFeatures} features");
        var rectangles = new List<double[]>(3);
        bool tilted = false;
        _xml.Children(name =>
        {
            switch (name)
            {
                case "rects":
                    _xml.Children(_ => rectangles.Add(Rectangle(rectangles.Count)));
                    break;
                case "rect":
                    rectangles.Add(Rectangle(rectangles.Count));
                    break;
                case "tilted":
                    tilted = _xml.Whole(name, 0, 1) == 1;
                    break;
                default:
                    _xml.Skip();
                    break;
            }
        });
        _builder.AddFeature(rectangles, tilted);
    }

    private double[] Rectangle(int before) =>
        before < 3 ? _xml.Numbers("rectangle", 5) : throw _xml.Fault("a feature has more than 3 rectangles");
}
