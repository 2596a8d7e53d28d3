using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.Files;

/// <summary>An image of many people near the peak of each emotion: a column for each emotion, a row for each person.</summary>
internal static class PeopleSheet
{
    public static byte[] Png(Head head, PeopleSettings settings, int people)
    {
        int size = settings.Size, columns = EmotionTable.All.Count;
        byte[] sheet = new byte[3 * columns * people * size * size];
        var maker = new ClipMaker(head, settings);
        Parallel.For(0, columns * people, i =>
        {
            int row = i / columns, column = i % columns;
            byte[] face = maker.Still(new ClipRecipe(i, EmotionTable.All[column], settings.FirstIdentity + row));
            for (int y = 0; y < size; y++)
                face.AsSpan(3 * size * y, 3 * size).CopyTo(sheet.AsSpan(3 * size * ((((row * size) + y) * columns) + column)));
        });
        return PngWriter.Bytes(sheet, columns * size, people * size);
    }
}
