using Godot;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Docs.Tests.Samples;

/// <summary>samples/GodotDotNet at work, in an engine of which there is as much as it uses.</summary>
[TestClass]
public sealed class GodotDotNetTests
{
    [TestMethod]
    public void ItRecognisesTheMoodOfThePlayer()
    {
        var player = new AfraidPlayer();
        Stage.Files["res://demo.safetensors"] = File.ReadAllBytes(AfraidPlayer.Model);
        Stage.View = () => Image.CreateFromData(AfraidPlayer.Size, AfraidPlayer.Size, false, Image.Format.Rgba8, player.PictureAt(Stage.Now));
        Stage.Cameras.Add(new CameraFeed(7));
        var node = new PlayerMood { Model = "res://demo.safetensors", FaceModel = "", Window = 2, View = new SubViewport(), Screen = new TextureRect() };
        node._Ready();
        Assert.AreEqual("", string.Join('\n', Stage.Errors));
        Assert.AreEqual(7, ((CameraTexture)node.Screen.Texture!).CameraFeedId);
        Assert.IsTrue(Stage.Cameras[0].FeedIsActive);
        Assert.IsTrue(((AudioStreamPlayer)node.Children.Single()).Playing);

        // A game of 60 frames a second, at most six times as fast as the clock.
        DateTime end = DateTime.UtcNow + Wait.Limit;
        int heard = 0;
        while (!node.Emitted.Any(e => (string)e.Arguments[0] == "fear") && DateTime.UtcNow < end)
        {
            Stage.Now += TimeSpan.FromSeconds(1 / 60.0);
            for (; heard < Stage.Now.TotalSeconds * AudioServer.Rate; heard++)
            {
                float sample = player.SampleAt(heard / AudioServer.Rate);
                Stage.Microphone.Enqueue(new Vector2 { X = sample, Y = sample });
            }
            node._Process(1 / 60.0);
            Thread.Sleep(3);
        }
        (string signal, object[] arguments) = node.Emitted.Single(e => (string)e.Arguments[0] == "fear");
        Assert.AreEqual("MoodChanged", signal);
        Assert.IsInRange(0.3f, 1f, (float)arguments[1]);
        Assert.AreEqual("", string.Join('\n', Stage.Errors));
        Assert.IsLessThan(1000, Stage.Microphone.Count);

        node._ExitTree();
        int told = node.Emitted.Count;
        node._Process(1 / 60.0);
        Assert.HasCount(told, node.Emitted);
    }

    [TestMethod]
    public void TheAddonOffersTheNode()
    {
        var plugin = new MmaDferPlugin();
        plugin._EnterTree();
        Assert.AreEqual("res://addons/mmadfer/PlayerMood.cs", Stage.CustomTypes["PlayerMood"].ResourcePath);
        plugin._ExitTree();
        Assert.IsEmpty(Stage.CustomTypes);
    }

    [TestMethod]
    public void AModelThatIsNotThereIsOneError()
    {
        Stage.Errors.Clear();
        var node = new PlayerMood { Model = "res://none.safetensors", FaceModel = "" };
        node._Ready();
        node._Process(0);
        node._ExitTree();
        Assert.HasCount(1, Stage.Errors);
        Stage.Errors.Clear();
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void TheFaceModelIsAFileOfTheProject(bool whole)
    {
        byte[] network = File.ReadAllBytes(FaceModels.Default());
        Stage.Errors.Clear();
        Stage.Files["res://demo.safetensors"] = File.ReadAllBytes(AfraidPlayer.Model);
        Stage.Files["res://face.onnx"] = whole ? network : network[..9];
        var node = new PlayerMood { Model = "res://demo.safetensors" };
        node._Ready();
        node._ExitTree();
        Assert.HasCount(whole ? 0 : 1, Stage.Errors);
        Stage.Errors.Clear();
    }
}
