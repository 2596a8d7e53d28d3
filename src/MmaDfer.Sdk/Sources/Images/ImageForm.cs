namespace MmaDfer.Sdk.Sources.Images;

/// <summary>What images must share to go through one decoder, one after the other.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Variant">Colours, depth and the like, as the format numbers them.</param>
/// <param name="Sampling">Of a JPEG whose planes are turned into RGB here; otherwise null.</param>
internal sealed record ImageForm(int Width, int Height, int Variant, JpegSampling? Sampling = null);
