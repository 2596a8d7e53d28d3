// Offers the node PlayerMood in Godot's editor.
#nullable enable
#if TOOLS
using Godot;

[Tool]
public partial class MmaDferPlugin : EditorPlugin
{
    private const string Folder = "res://addons/mmadfer/";

    public override void _EnterTree() =>
        AddCustomType("PlayerMood", "Node", GD.Load<Script>(Folder + "PlayerMood.cs"), GD.Load<Texture2D>(Folder + "icon.png"));

    public override void _ExitTree() => RemoveCustomType("PlayerMood");
}
#endif
