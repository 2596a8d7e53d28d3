using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Voices;
using MmaDfer.Samples.SyntheticPeople.Expressions;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.People;
using MmaDfer.Samples.SyntheticPeople.Rendering;
using MmaDfer.Samples.SyntheticPeople.Voices;

namespace MmaDfer.Samples.SyntheticPeople;

/// <summary>Makes clips of people. Thread-safe.</summary>
internal sealed class ClipMaker
{
    private readonly PeopleSettings _settings;
    private readonly Shape[] _shapes;
    private readonly SkinPainter _skin;
    private readonly PlainSkin _plainSkin;
    private readonly FigureMaker _figures;
    private readonly V3 _anchor;

    public ClipMaker(Head head, PeopleSettings settings)
    {
        _settings = settings;
        Names = new ShapeNames(head);
        var map = new FaceMap(head);
        var lines = new FaceLines(head);
        _skin = new SkinPainter(map, lines);
        _plainSkin = new PlainSkin(map, lines);
        _figures = new FigureMaker(map, lines);
        _shapes = head.KnowsAppearance ? head.Shapes : BrowShapes.Slant(head, lines);
        // Half way between hairline and chin.
        _anchor = new V3(0, lines.Points[8].Y + 8.7f, lines.Points[27].Z - 2.5f);
    }

    public ShapeNames Names { get; }

    public PeopleClip Make(int index) => Make(_settings.Recipe(index));

    public PeopleClip Make(ClipRecipe recipe)
    {
        var person = Person.Of(recipe.Identity);
        Utterance utterance = Speaking.Speak(person, recipe, _settings);
        var mouth = new MouthMovement(utterance.Samples);
        int count = (int)(_settings.Seconds * _settings.FramesPerSecond);
        byte[][] frames = new byte[count][];
        float[][] weights = new float[count][];
        var film = new Film(this, person, recipe);
        for (int i = 0; i < count; i++)
        {
            double time = (i + 0.5) / _settings.FramesPerSecond;
            frames[i] = new byte[3 * _settings.Size * _settings.Size];
            weights[i] = new float[Names.Total];
            film.Frame(time, mouth.At(time), i, weights[i], frames[i]);
        }
        short[] samples = Room.Record(utterance, Stream(Draw.Room, recipe));
        var clip = new SyntheticClip(recipe.Emotion, recipe.Identity, _settings.Size, _settings.FramesPerSecond, frames, samples);
        return new PeopleClip(clip, person, weights);
    }

    /// <summary>One frame near the peak of the emotion, without a voice.</summary>
    public byte[] Still(ClipRecipe recipe)
    {
        byte[] frame = new byte[3 * _settings.Size * _settings.Size];
        var film = new Film(this, Person.Of(recipe.Identity), recipe);
        film.Frame(film.Peak, 0.3, 0, new float[Names.Total], frame);
        return frame;
    }

    private Painter Painter(Figure figure, Person person, Outfit outfit, Lighting lighting, ShadingStyle style)
    {
        ISurfaceShader shader = _settings.Plain
            ? new PlainShader(figure, _plainSkin.Paint(person, outfit.MakeUp), person, outfit, lighting)
            : new Shader(figure, _skin.Paint(person, outfit.MakeUp, style.Redness), person, outfit, style.Of(lighting), style);
        return new Painter(_shapes, figure, shader, person, outfit, _settings.Size);
    }

    private Draws Stream(Draw purpose, ClipRecipe recipe, int frame = 0) => purpose.Of(_settings.Seed, recipe.Index, frame);

    /// <summary>Everything that the frames of one clip share.</summary>
    private sealed class Film
    {
        private readonly ClipMaker _maker;
        private readonly ClipRecipe _recipe;
        private readonly Person _person;
        private readonly Acting _acting;
        private readonly CameraWork _camera;
        private readonly Painter _painter;
        private readonly Sensor _sensor;
        private readonly V3[] _backdrop, _light;
        private readonly float[] _cover, _folds = new float[FoldDepths.Count];
        private bool _exposed;

        public Film(ClipMaker maker, Person person, ClipRecipe recipe)
        {
            (_maker, _person, _recipe) = (maker, person, recipe);
            PeopleSettings settings = maker._settings;
            Draws looks = maker.Stream(Draw.Clothes, recipe);
            Outfit outfit = Outfit.Draw(looks, person);
            Figure figure = maker._figures.Make(person, outfit, looks);
            Lighting lighting = Lighting.Draw(maker.Stream(Draw.Lights, recipe));
            var style = ShadingStyle.Draw(maker.Stream(Draw.Style, recipe), recipe.Emotion);
            _acting = new Acting(maker.Names, person, recipe.Emotion, maker.Stream(Draw.Face, recipe), maker.Stream(Draw.Blinks, recipe), settings.Seconds);
            _camera = new CameraWork(maker.Stream(Draw.Camera, recipe), settings.Seconds, outfit.Obstacle != Obstacle.None, (float)settings.FaceShare, settings.Aligned);
            _painter = maker.Painter(figure, person, outfit, lighting, style);
            _sensor = new Sensor(maker.Stream(Draw.Sensor, recipe), settings.Size, lighting.Exposure, lighting.White);
            _backdrop = Backdrop.Draw(maker.Stream(Draw.Backdrop, recipe), settings.Size);
            _light = new V3[settings.Size * settings.Size];
            _cover = new float[_light.Length];
            if (looks.Chance(0.07))
                Neighbour(looks, lighting, style);
        }

        public double Peak => _acting.Peak;

        /// <summary>Somebody else at the edge of the frame, out of focus.</summary>
        private void Neighbour(Draws draws, Lighting lighting, ShadingStyle style)
        {
            int size = _maker._settings.Size;
            var other = Person.Of(_person.Number + 1 + draws.Below(1000));
            Outfit outfit = Outfit.Draw(draws, other);
            Painter painter = _maker.Painter(_maker._figures.Make(other, outfit, draws), other, outfit, lighting, style);
            float side = draws.Chance(0.5) ? 1 : -1;
            var view = new View(-0.06f * side * draws.Float(0, 1), draws.Float(-0.03, 0.03), 0, 90, 19 / draws.Float(0.5, 1), side * draws.Float(0.42, 0.6), draws.Float(-0.2, 0.25), null);
            var gaze = new V3(0, 0, 1);
            painter.Paint(new float[_maker.Names.Total], view, _maker._anchor, _folds, gaze, gaze, _backdrop, _light, _cover);
            Blur.Apply(_light, size, draws.Float(0.5, 2) * size / 96).CopyTo(_backdrop, 0);
        }

        public void Frame(double time, double opening, int number, float[] weights, byte[] rgb)
        {
            View view = _camera.At(time);
            Gaze gaze = _acting.At(time, opening, view.Yaw, view.Pitch, weights);
            FoldDepths.Of(_maker.Names, weights, _person.Wrinkles, _folds);
            _painter.Paint(weights, view, _maker._anchor, _folds, gaze.Left, gaze.Right, _backdrop, _light, _cover);
            if (!_exposed)
                _sensor.Expose(_light, _cover);
            _exposed = true;
            _sensor.Record(_light, _maker.Stream(Draw.Sensor, _recipe, number + 1), rgb);
        }
    }
}

/// <summary>One clip in memory.</summary>
/// <param name="Clip">Frames and audio.</param>
/// <param name="Person">Who.</param>
/// <param name="Weights">For each frame, how strong each shape of the head is.</param>
internal sealed record PeopleClip(SyntheticClip Clip, Person Person, float[][] Weights);
