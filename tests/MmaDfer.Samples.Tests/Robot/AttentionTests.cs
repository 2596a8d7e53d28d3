using MmaDfer.Samples.Robot;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Samples.Tests.Robot;

[TestClass]
public sealed class AttentionTests
{
    private readonly Attention _attention = new();

    [TestMethod]
    public void ItGoesToTheSpeakerAndStaysWhileNobodyInViewSpeaks()
    {
        Assert.AreEqual(1, Choose(See(1, 50, false), See(2, 80, false)), "the largest");
        Assert.AreEqual(0, Choose(See(1, 50, true), See(2, 80, false)));
        Assert.AreEqual(0, Choose(See(1, 50, false), See(2, 80, false)), "nobody speaks");
        Assert.AreEqual(0, Choose(See(1, 50, null), See(2, 80, null)), "it is not clear who speaks");
        Assert.AreEqual(1, _attention.Id);
        Assert.AreEqual(1, Choose(See(1, 50, false), See(2, 80, true)));
        Assert.AreEqual(2, _attention.Id);
        Assert.AreEqual(0, Choose(See(3, 40, false), See(4, 30, false)), "that person has gone");
        Assert.AreEqual(-1, Choose());
        Assert.IsNull(_attention.Id);
    }

    private int Choose(params ScenePerson[] people) => _attention.Choose(people);

    private static ScenePerson See(int id, float size, bool? speaks) => new() { Id = id, Face = new FaceBox(0, 0, size, size), IsVisible = true, IsSpeaking = speaks };
}
