namespace MmaDfer.Sdk.Models;

/// <summary>
/// Finds out how the frames were scaled that a face encoder learned: as the caller or a file beside it states, or else by its names and
/// shapes. Several published encoders have the same names and shapes, so the last way is a guess, which is said.
/// </summary>
internal static class FaceScaling
{
    /// <summary>Classes of ImageNet-1k and -21k, which timm's heads have.</summary>
    private const int Classes1K = 1000, Classes21K = 21843;

    /// <returns>The normalisation, and the reason as a clause.</returns>
    /// <exception cref="ModelFileException">Nothing tells.</exception>
    public static (EncoderInput Input, string Why) Of(EncoderTensors tensors, EncoderCard card, EncoderScaling? stated)
    {
        if (stated is { } scaling)
            return (EncoderInput.Of(scaling), "stated");
        if (card.Input is { } found)
            return (found.Input, $"{found.File} beside it states that");
        (EncoderScaling guess, string why) = tensors.IsHuggingFace ? OfHuggingFace(tensors) : OfTimm(tensors);
        return (EncoderInput.Of(guess), $"guessed by its tensors, {why}; if that is wrong, state the scaling");
    }

    private static (EncoderScaling Scaling, string Why) OfHuggingFace(EncoderTensors tensors) =>
        tensors.Has(EncoderTensors.Distillation) || tensors.Prefix == "deit." ? (EncoderScaling.ImageNet, "which are those of DeiT")
        : tensors.HasBeside("decoder.") ? (EncoderScaling.ImageNet, "which are those of ViT-MAE")
        : (EncoderScaling.SignedRange, "which are those of Google's ViT");

    private static (EncoderScaling Scaling, string Why) OfTimm(EncoderTensors tensors)
    {
        if (tensors.Has(EncoderTensors.Distillation))
            return (EncoderScaling.ImageNet, "which are those of DeiT");
        if (tensors.HasBeside("decoder_") || tensors.HasBeside("mask_token"))
            return (EncoderScaling.UnitRange, "which are those of MAE-Face (MAE of ImageNet has the same)");
        if (tensors.Has(EncoderTensors.LayerScale(0, 1)))
            return (EncoderScaling.ImageNet, "which are those of DeiT III");
        if (tensors.Has("fc_norm.weight"))
            return (EncoderScaling.ImageNet, "which are those of a fine-tuned MAE");
        if (!tensors.HasBeside("head."))
            return (EncoderScaling.UnitRange, "which are those of MAE-Face (MAE of ImageNet has the same)");
        return tensors.HeadClasses is Classes1K or Classes21K
            ? (EncoderScaling.SignedRange, "which are those of timm's augreg weights (DeiT has the same)")
            : throw new ModelFileException($"{tensors.File.Origin}: it is not known how the frames were scaled that this encoder learned: its head has {tensors.HeadClasses} classes (ImageNet has {Classes1K} or {Classes21K}), so somebody fine-tuned it, and no config.json or preprocessor_config.json beside it states it; state the scaling.");
    }
}
