using MmaDfer.Samples.SyntheticFaces.Faces;
using MmaDfer.Samples.SyntheticFaces.Painting;

namespace MmaDfer.Samples.SyntheticFaces.Files;

/// <summary>An image of many faces at their peak expression: a column for each emotion, a row for each person.</summary>
public static class ContactSheet
{
    /// <summary>The bytes of a PNG.</summary>
    /// <param name="settings">Seed, size of a face and the first person; all styles are shown.</param>
    /// <param name="people">How many rows each style gets.</param>
    public static byte[] Png(ClipSettings settings, int people)
    {
        ArgumentNullException.ThrowIfNull(settings);
        int size = settings.Size, columns = EmotionTable.All.Count, rows = FaceStyle.All.Count * people;
        byte[] sheet = new byte[3 * columns * rows * size * size];
        byte[] face = new byte[3 * size * size];
        for (int row = 0; row < rows; row++)
        {
            int person = settings.FirstIdentity + (row % people);
            for (int column = 0; column < columns; column++)
            {
                var recipe = new ClipRecipe((row * columns) + column, EmotionTable.All[column], person);
                Performance performance = new ClipGenerator(settings).Perform(recipe);
                Scene scene = Scene.Draw(new Draws(Draws.Purpose.Scene, settings.Seed, recipe.Index));
                var renderer = new FaceRenderer(Identity.Of(person), scene, FaceStyle.All[row / people], size);
                renderer.Render(performance.At(performance.Curve.Onset + performance.Curve.Rise, 0.3f), null, face);
                for (int y = 0; y < size; y++)
                    face.AsSpan(3 * size * y, 3 * size).CopyTo(sheet.AsSpan(3 * size * ((((row * size) + y) * columns) + column)));
            }
        }
        return PngWriter.Bytes(sheet, columns * size, rows * size);
    }
}
