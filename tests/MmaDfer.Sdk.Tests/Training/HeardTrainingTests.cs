using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>At which rate training and evaluation hear, which channel, and what the adapter says of it.</summary>
[TestClass]
public sealed class HeardTrainingTests : SmallTraining
{
    [TestMethod]
    public void AnAdapterNamesTheRateThatItLearned()
    {
        string model = Small(), named = Folder["named"];
        ModelConverter.Convert(model, named, new() { SampleRate = 22050 });
        ClipDataset clips = Clips("one rate", 6, 1);
        TrainingOptions once = Quick with { Epochs = 1 };
        int rate = ReadRate(clips.Clips[0].AudioPath!);
        Assert.AreEqual(22050, ModelInfo.Read(Train(named, clips, null, "a", once).AdapterPath).SampleRate);
        Assert.AreEqual(rate, ModelInfo.Read(Train(model, clips, null, "b", once).AdapterPath).SampleRate);
        // Resuming what is complete reads no clip.
        Assert.AreEqual(rate, ModelInfo.Read(Train(model, clips, null, "b", once with { Resume = true }).AdapterPath).SampleRate);
        Assert.IsNull(ModelInfo.Read(Train(model, clips, null, "c", once with { Modality = Modality.Video }).AdapterPath).SampleRate);
        // Clips of several rates: the model hears each as it is, and the adapter names none.
        File.WriteAllBytes(clips.Clips[5].AudioPath!, TestClips.Wav(rate + 1000, new short[rate]));
        Assert.IsNull(ModelInfo.Read(Train(model, clips, null, "d", once).AdapterPath).SampleRate);
        Assert.AreEqual(22050, ModelInfo.Read(Train(named, clips, null, "e", once).AdapterPath).SampleRate);
    }

    [TestMethod]
    public void TheCacheKeepsWhatEachModelHears()
    {
        LabeledClip clip = Clips("cached", 3, 1).Clips[0];
        string kept = Folder["kept"];
        float[] expected;
        using (IAudioSource audio = AudioSource.Open(clip.AudioPath!))
            expected = AudioReader.Read(audio, default, new Hearing(44100, AudioChannel.Auto))!.Spectrogram;
        var native = new ClipCache(kept);
        using CachedClip first = native.Load(clip, default);
        foreach (ClipCache cache in (ClipCache[])[new(kept, 44100), new(kept, 44100), new(null, 44100)])
        {
            using CachedClip converted = cache.Load(clip, default);
            CollectionAssert.AreEqual(expected, converted.Spectrogram);
            Assert.AreEqual(44100, converted.SampleRate);
        }
        Assert.AreEqual(ReadRate(clip.AudioPath!), first.SampleRate);
        Assert.IsFalse(expected.SequenceEqual(first.Spectrogram!));
        using CachedClip again = native.Load(clip, default);
        CollectionAssert.AreEqual(first.Spectrogram, again.Spectrogram);
        Assert.AreEqual(1, native.Decoded);
    }

    [TestMethod]
    public void ClipsOfOfficialListsAreHeardAsPublished()
    {
        var random = new Random(1);
        short[] right = [.. Enumerable.Range(0, 2 * 16000).Select(i => i % 2 == 0 ? (short)0 : (short)random.Next(-9000, 9000))];
        byte[] data = System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(right).ToArray();
        string path = Folder.Write("right.wav", TestClips.Wav(1, 2, 16000, 16, data));
        var clip = new LabeledClip("right", 0, null, path);
        LabeledClip official = clip with { FrameLimit = 16 };
        float[] Heard(AudioChannel channel)
        {
            using IAudioSource audio = AudioSource.Open(path);
            return AudioReader.Read(audio, default, new Hearing(null, channel))!.Spectrogram;
        }
        float[] automatic = Heard(AudioChannel.Auto), published = Heard(AudioChannel.Published);
        Assert.IsFalse(automatic.SequenceEqual(published));
        using CachedClip cached = new ClipCache(null).Load(clip, default), cachedOfficial = new ClipCache(null).Load(official, default);
        CollectionAssert.AreEqual(automatic, cached.Spectrogram);
        CollectionAssert.AreEqual(published, cachedOfficial.Spectrogram);
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Small());
        float[] Read(LabeledClip which, AudioChannel? channel) => ClipPrefetcher.Read(recognizer, which, new EvaluationOptions { AudioChannel = channel }, default).Spectrogram.ToArray();
        CollectionAssert.AreEqual(automatic, Read(clip, null));
        CollectionAssert.AreEqual(published, Read(official, null));
        CollectionAssert.AreEqual(published, Read(clip, AudioChannel.Published));
        CollectionAssert.AreEqual(automatic, Read(official, AudioChannel.Auto));
    }

    private static int ReadRate(string path)
    {
        using IAudioSource audio = AudioSource.Open(path);
        return audio.SampleRate;
    }
}
