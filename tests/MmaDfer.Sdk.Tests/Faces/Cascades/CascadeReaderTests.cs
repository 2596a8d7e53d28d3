using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Cascades;
using MmaDfer.Sdk.Tests.Weights;

namespace MmaDfer.Sdk.Tests.Faces.Cascades;

[TestClass]
public sealed class CascadeReaderTests
{
    private static readonly string _haar = new MadeUpCascade(haar: true, 1, 3).Xml(), _lbp = new MadeUpCascade(haar: false, 1, 3).Xml();

    [TestMethod]
    public void PublishedCascadesAreReadWhole()
    {
        CascadeModel haar = CascadeFile.Read(FacePhotographs.Cascade(FacePhotographs.Haar));
        Assert.AreEqual((CascadeKind.Haar, 20, 20, 20, 1047), (haar.Kind, haar.Width, haar.Height, haar.Stages.Length, haar.Trees.Length));
        Assert.HasCount(2094, haar.Nodes);
        Assert.HasCount(3141, haar.Leaves);
        Assert.IsFalse(haar.Tilted);
        Assert.AreEqual(new CascadeNode(0, 4.3272329494357109e-03f, 0, 1), haar.Nodes[0]);
        Assert.AreEqual(new CascadeNode(1, 1.3076160103082657e-02f, -1, -2), haar.Nodes[1]);
        Assert.AreEqual(new CascadeStage(0, 3, 0.35069230198860168f - 1e-5f), haar.Stages[0]);

        CascadeModel lbp = CascadeFile.Read(FacePhotographs.Cascade(FacePhotographs.Lbp));
        Assert.AreEqual((CascadeKind.Lbp, 45, 45, 19), (lbp.Kind, lbp.Width, lbp.Height, lbp.Stages.Length));
        Assert.AreEqual(new CascadeNode(26, 0, 0, -1), lbp.Nodes[0]);
        CollectionAssert.AreEqual(new[] { -1, -1, -17409, -1, -1, -1, -1, -1 }, lbp.Subsets[..8]);
        Assert.AreEqual(new LbpFeature(42, 29, 1, 2), lbp.LbpFeatures[^1]);
    }

    [TestMethod]
    [DataRow("<stageType>BOOST<", "<stageType>OTHER<", "stageType must be BOOST")]
    [DataRow("<featureType>HAAR<", "<featureType>HOG<", "featureType must be HAAR or LBP")]
    [DataRow("<featureType>HAAR</featureType>", "", "does not state its featureType")]
    [DataRow("<width>12</width>", "", "does not state the width and height")]
    [DataRow("<width>12<", "<width>2<", "width must be a whole number from 3 to 256")]
    [DataRow("<width>12<", "<width>100000<", "width must be a whole number from 3 to 256")]
    [DataRow("<width>12<", "<width>12 13<", "more than 1 numbers")]
    [DataRow("<height>11<", "<height>eleven<", "height holds something that is no number")]
    [DataRow("<maxCatCount>0<", "<maxCatCount>256<", "maxCatCount is 256")]
    [DataRow("<stageThreshold>", "<stageThreshold>NaN ", "no number")]
    [DataRow("<stageThreshold>", "<other>1</other><stageThreshold>1e300 ", "no number")]
    [DataRow("stageThreshold>", "limit>", "a stage has no stageThreshold")]
    [DataRow("<leafValues>", "<leafValues>1 ", "do not fit each other")]
    [DataRow("<internalNodes>", "<internalNodes>0 ", "do not fit each other")]
    [DataRow("<stages>", "<stages><_><stageThreshold>0</stageThreshold></_>", "one without trees")]
    [DataRow("<features>", "<features><_><rects><_>0 0 13 1 1</_></rects></_>", "not inside the window")]
    [DataRow("<features>", "<features><_><rects><_>11 0 2 1 1</_></rects></_>", "not inside the window")]
    [DataRow("<features>", "<features><_><rects><_>-1 0 2 1 1</_></rects></_>", "not inside the window")]
    [DataRow("<features>", "<features><_><rects><_>0 0 0 1 1</_></rects></_>", "not inside the window")]
    [DataRow("<features>", "<features><_><rects><_>0.5 0 2 1 1</_></rects></_>", "not inside the window")]
    [DataRow("<features>", "<features><_><rects><_>0 0 2 1</_></rects></_>", "1 to 3 rectangles of 4 sizes and a weight")]
    [DataRow("<features>", "<features><_><rects><_>0 0 2 1 9999999</_></rects></_>", "weight is beyond a million")]
    [DataRow("<rects>", "<rects><_>0 0 1 1 1</_><_>0 0 1 1 1</_><_>0 0 1 1 1</_>", "more than 3 rectangles")]
    [DataRow("<features>", "<features><_><rects><_>0 0 3 3 1</_></rects><tilted>1</tilted></_>", "not inside the window")]
    [DataRow("<features>", "<features><_/>", "1 to 3 rectangles")]
    [DataRow("<cascade type_id=\"opencv-cascade-classifier\">", "<cascade type_id=\"opencv-haar-classifier\">", "in the form of OpenCV 1")]
    [DataRow("cascade", "other", "there is no element 'cascade'")]
    [DataRow("</features>", "", "no well-formed XML")]
    [DataRow("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]>", "no well-formed XML")]
    [DataRow("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"no-such\"?>", "no well-formed XML")]
    [DataRow("<width>12<", "<width>&b;12<", "no well-formed XML")]
    [DataRow("<width>12<", "<width><b/>12<", "no well-formed XML")]
    public void ErrorsInAHaarCascadeAreNamed(string from, string to, string expected) => Refused(Replaced(_haar, from, to), expected);

    [TestMethod]
    [DataRow("<maxCatCount>256<", "<maxCatCount>100<", "maxCatCount is 100")]
    [DataRow("<features>", "<features><_><rect>0 0 5 1</rect></_>", "not inside the window")]
    [DataRow("<features>", "<features><_><rect>4 0 3 1</rect></_>", "not inside the window")]
    [DataRow("<features>", "<features><_><rect>0 0 1 1</rect><rect>0 0 1 1</rect></_>", "one rectangle of 4 sizes")]
    [DataRow("<features>", "<features><_><rect>0 0 1</rect></_>", "one rectangle of 4 sizes")]
    public void ErrorsInAnLbpCascadeAreNamed(string from, string to, string expected) => Refused(Replaced(_lbp, from, to), expected);

    [TestMethod]
    // A leaf too far, a feature that does not exist, a node that leads to itself, one that leads back, a word beyond 32 bits.
    [DataRow("0 -2 0 0.5", "a node or leaf that does not exist")]
    [DataRow("0 -1 40 0.5", "feature does not exist")]
    [DataRow("0 -1 -1 0.5", "feature does not exist")]
    [DataRow("1 -1 0 0.5", "a node or leaf that does not exist")]
    [DataRow("0 2 0 0.5 -1 -2 0 0.5 1 -3 0 0.5", "or back")]
    [DataRow("0 1 0 0.5 1 -2 0 0.5", "or back")]
    public void NodesMustLeadOnwards(string nodes, string expected)
    {
        int leaves = (nodes.Split(' ').Length / 4) + 1;
        int start = _haar.IndexOf("<internalNodes>", StringComparison.Ordinal), end = _haar.IndexOf("</leafValues>", StringComparison.Ordinal);
        string changed = _haar[..start] + $"<internalNodes>{nodes}</internalNodes><leafValues>{string.Join(' ', Enumerable.Repeat("0.5", leaves))}" + _haar[end..];
        Refused(changed, expected);
    }

    [TestMethod]
    public void WordsOfASubsetHave32Bits()
    {
        int start = _lbp.IndexOf("<internalNodes>", StringComparison.Ordinal), end = _lbp.IndexOf("</leafValues>", StringComparison.Ordinal);
        Refused(_lbp[..start] + "<internalNodes>0 -1 0 1 2 3 4 5 6 7 2147483648</internalNodes><leafValues>1 2" + _lbp[end..], "no list of 32-bit words");
    }

    [TestMethod]
    public void NothingGrowsBeyondItsLimit()
    {
        const string stage = "<_><stageThreshold>0</stageThreshold><weakClassifiers><_><internalNodes>0 -1 0 0.5</internalNodes><leafValues>0 1</leafValues></_></weakClassifiers></_>";
        Refused(_haar.Replace("<stages>", "<stages>" + string.Concat(Enumerable.Repeat(stage, 257))), "more than 256 stages");
        Refused(_haar.Replace("<weakClassifiers>", "<weakClassifiers>" + string.Concat(Enumerable.Repeat("<_/>", 32769))), "more than 32768 trees");
        Refused(_haar.Replace("<features>", "<features>" + string.Concat(Enumerable.Repeat("<_/>", 65537))), "more than 65536 features");
        Refused(_haar.Replace("<internalNodes>", "<internalNodes>" + string.Concat(Enumerable.Repeat("0 ", 353))), "holds more than 352 numbers");
        // However deep: nothing here calls itself.
        Refused(_haar.Replace("<stageType>", string.Concat(Enumerable.Repeat("<a>", 300_000)) + "<stageType>"), "no well-formed XML");
        string deep = _haar.Replace("<stageType>", string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000)) + "<stageType>");
        Assert.AreEqual(4, CascadeReader.Read(Encoding.UTF8.GetBytes(deep), "deep").Stages.Length);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("not xml")]
    [DataRow("<!doctype html><html><body>404</body></html>")]
    [DataRow("<html/>")]
    [DataRow("<opencv_storage><cascade/></opencv_storage>")]
    [DataRow("PK\u0003\u0004")]
    public void OtherFilesAreRefused(string text) => Refused(text, "a cascade file of OpenCV is needed");

    [TestMethod]
    public void EveryCutFileIsRefused()
    {
        byte[] whole = Encoding.UTF8.GetBytes(_haar);
        for (int length = 0; length < whole.Length - "</opencv_storage>\n".Length; length += 97)
            Assert.ThrowsExactly<ModelFileException>(() => CascadeReader.Read(whole[..length], "cut"));
    }

    [TestMethod]
    public void DamagedFilesAreReadOrRefusedButNeverCrash()
    {
        var random = new Random(3);
        byte[] whole = Encoding.UTF8.GetBytes(_haar);
        FaceBox[] faces = new FaceBox[4];
        byte[] frame = new byte[40 * 40];
        random.NextBytes(frame);
        int read = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. whole];
            for (int j = 0; j <= i % 3; j++)
            {
                // Mostly numbers that are wrong but still numbers: everything else is found at once.
                int at = random.Next(damaged.Length);
                damaged[at] = (byte)(damaged[at] is >= (byte)'0' and <= (byte)'9' && random.Next(50) > 0 ? random.Next('0', '9' + 1) : random.Next(32, 127));
            }
            try
            {
                new CascadeFaceFinder(new MemoryStream(damaged)).Find(new(frame, 40, 40, MmaDfer.Sdk.Sources.PixelLayout.Gray8), faces);
                read++;
            }
            catch (ModelFileException exception)
            {
                Assert.DoesNotContain("\n", exception.Message);
            }
        }
        Assert.IsTrue(read is > 20 and < 1900, $"{read} of 2000");
    }

    [TestMethod]
    public void FilesAndStreamsThatCannotBeReadAreNamed()
    {
        using var folder = new TemporaryFolder();
        Named(() => new CascadeFaceFinder(folder["none.xml"]), folder["none.xml"], "there is no such file");
        Named(() => new CascadeFaceFinder(folder["no", "none.xml"]), folder["no", "none.xml"], "its folder does not exist");
        Named(() => new CascadeFaceFinder(folder.Path), folder.Path, "this is a folder");
        Named(() => new CascadeFaceFinder(""), "The empty path", "cannot be read");
        Named(() => new CascadeFaceFinder("a\0b"), "a?b", "cannot be read");
        string large = folder["large.xml"];
        using (FileStream file = File.Create(large))
            file.SetLength(CascadeReader.MaxBytes + 1);
        Named(() => new CascadeFaceFinder(large), large, $"larger than {CascadeReader.MaxBytes} bytes");
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => new CascadeFaceFinder(closed));
        Assert.ThrowsExactly<ArgumentNullException>(() => new CascadeFaceFinder((string)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => new CascadeFaceFinder((Stream)null!));
    }

    [TestMethod]
    public void AStreamIsReadToItsEndAndLeftOpen()
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes(_lbp));
        _ = new CascadeFaceFinder(stream);
        Assert.AreEqual(stream.Length, stream.Position);
        _ = new CascadeFaceFinder(new PartialStream(stream.ToArray()));
    }

    private static void Named(Action open, string origin, string why)
    {
        string message = Assert.ThrowsExactly<ModelFileException>(open).Message;
        StringAssert.StartsWith(message, origin);
        StringAssert.Contains(message, why);
    }

    private static string Replaced(string xml, string from, string to)
    {
        StringAssert.Contains(xml, from);
        return xml.Replace(from, to);
    }

    private static void Refused(string xml, string expected)
    {
        string message = Assert.ThrowsExactly<ModelFileException>(() => CascadeReader.Read(Encoding.UTF8.GetBytes(xml), "the file")).Message;
        StringAssert.StartsWith(message, "the file: ");
        StringAssert.Contains(message, expected);
        Assert.DoesNotContain("\n", message);
    }
}
