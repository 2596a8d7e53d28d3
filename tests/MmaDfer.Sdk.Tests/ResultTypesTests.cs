using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests;

/// <summary>What the SDK gives and is told grows from version to version.</summary>
[TestClass]
public sealed class ResultTypesTests
{
    /// <summary>Values that are complete, and what a caller describes by what identifies it.</summary>
    private static readonly Type[] s_complete =
        [typeof(FaceBox), typeof(FaceLandmarks), typeof(HeadPose)];

    [TestMethod]
    public void ResultTypesAreNotPositional()
    {
        // A positional record has a method Deconstruct with as many parameters as its constructor: one more property changes both.
        Type[] positional = [.. new[] { typeof(EmotionStream), typeof(ClipDataset) }
            .SelectMany(t => t.Assembly.GetExportedTypes()).Where(t => t.GetMethod("Deconstruct") is not null)];
        CollectionAssert.AreEquivalent(s_complete, positional, string.Join(", ", positional.Except(s_complete)));
    }
}
