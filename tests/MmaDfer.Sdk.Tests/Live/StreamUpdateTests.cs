using System.Collections.Concurrent;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>Updates of several threads, and of handlers: what is told is what is, in its order.</summary>
[TestClass]
public sealed class StreamUpdateTests
{
    private readonly TinyModel _model = new();
    private readonly ConcurrentQueue<string> _raised = [];
    private EmotionRecognizer _recognizer = null!;
    private EmotionStream _stream = null!;

    [TestInitialize]
    public void Open()
    {
        _recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        _stream = _recognizer.OpenStream(new() { Interval = TimeSpan.FromHours(1) });
        _stream.FaceFound += (_, _) => _raised.Enqueue("face");
        _stream.FaceLost += (_, _) => _raised.Enqueue("no face");
        _stream.AudioFound += (_, _) => _raised.Enqueue("audio");
        _stream.AudioLost += (_, _) => _raised.Enqueue("no audio");
    }

    [TestCleanup]
    public void Close()
    {
        _recognizer.Dispose();
        _model.Dispose();
    }

    [TestMethod]
    [Timeout(600_000)]
    public void AnUpdateDuringAHandlerRaisesItsEventsAfterIt()
    {
        // Another thread says that all is silent, while this one is still telling what came: it need not wait for that.
        bool first = true;
        _stream.AudioFound += (_, _) =>
        {
            if (!first)
                return;
            first = false;
            var other = new Thread(() => _stream.Update(TimeSpan.FromSeconds(60)));
            other.Start();
            Assert.IsTrue(other.Join(TimeSpan.FromSeconds(20)), "it waits for the handler");
            _raised.Enqueue("handled");
        };
        Push(0);
        _stream.Update();
        CollectionAssert.AreEqual((string[])["audio", "handled", "no audio"], _raised);
        _stream.Update();
        Assert.HasCount(3, _raised);
    }

    [TestMethod]
    public void AHandlerThatUpdatesDoesNotRepeatEvents()
    {
        // At the time of the inner call there is no sound any more, so none is to be told.
        new LivePlayer(_stream).Play(0.2);
        _stream.FaceFound += (_, _) => _stream.Update(TimeSpan.FromSeconds(60));
        _stream.Update();
        CollectionAssert.AreEqual((string[])["face", "audio", "no face", "no audio"], _raised);
    }

    [TestMethod]
    public void AHandlerThatThrowsDoesNotEndTheEvents()
    {
        _stream.AudioFound += (_, _) => throw new InvalidOperationException("a fault of the game");
        Push(0);
        Assert.ThrowsExactly<InvalidOperationException>(_stream.Update);
        _stream.Update(TimeSpan.FromSeconds(60));
        CollectionAssert.AreEqual((string[])["audio", "no audio"], _raised);
    }

    private void Push(double time) => _stream.PushAudio([.. Enumerable.Range(0, 160).Select(i => i % 2 == 0 ? 0.1f : -0.1f)], 16000, TimeSpan.FromSeconds(time));
}
