using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Images;
using StbImageSharp;

namespace MmaDfer.Sdk.Media;

/// <summary>Decodes an image file.</summary>
internal static class StbImageFile
{
    /// <summary>The image as RGB rows; a file that is damaged, too large or of another format is an error that names it.</summary>
    public static ImageResult Decode(string path)
    {
        // Sizes of PNG and JPEG files were checked by this, and that they are whole.
        ImageFile file = ImageFile.Load(path);
        if (file.Kind is ImageKind.WebP or ImageKind.Tiff)
            throw new MediaException($"{MediaFile.Quote(path)} is a {file.Kind} file, which StbImageSharp does not read; PNG, JPEG or BMP is needed.");
        try
        {
            using var stream = new MemoryStream(file.Bytes.ToArray(), writable: false);
            if (file.Form is null && ImageInfo.FromStream(stream) is { } info)
            {
                ImageFile.CheckSize((uint)info.Width, (uint)info.Height, MediaFile.Quote(path));
                stream.Position = 0;
            }
            return Upright(ImageResult.FromStream(stream, ColorComponents.RedGreenBlue), file.Orientation);
        }
        catch (Exception e) when (e is not MediaException)
        {
            // It throws whatever its pointers and arrays run into, and repeats bytes of the file.
            string problem = new([.. e.Message.Select(c => char.IsControl(c) ? '?' : c)]);
            throw new MediaException($"{MediaFile.Quote(path)} cannot be decoded as an image: {problem}.", e);
        }
    }

    private static ImageResult Upright(ImageResult image, int orientation)
    {
        if (orientation == ImageOrientation.Upright)
            return image;
        byte[] turned = new byte[image.Data.Length];
        ImageOrientation.Turn(image.Data, image.Width, image.Height, orientation, turned);
        image.Data = turned;
        if (ImageOrientation.Swaps(orientation))
            (image.Width, image.Height) = (image.Height, image.Width);
        return image;
    }
}
