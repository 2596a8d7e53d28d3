using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Features;

namespace MmaDfer.Sdk.Training;

// What the run reads: batches of clips or, where only what follows the encoders trains, of their features.
internal sealed partial class TrainingRun
{
    private BatchLoader OpenTraining(ClipDataset data, ClipCache cache) => new(data, cache, new BatchLoaderOptions
    {
        ImageSize = _model.Config.ImageSize,
        BatchSize = _options.BatchSize,
        Seed = _options.Seed,
        Augment = _options.Augment,
        ClassBalanced = _options.ClassBalanced,
        Features = _features,
        MinCropArea = _options.MinCropArea,
        BlendShapes = _heads?.BlendShapes,
        Frames = FramesOfClip,
    });

    private BatchLoader? OpenValidation(ClipDataset? data, ClipCache cache) => data is null ? null : new(data, cache, new BatchLoaderOptions
    {
        ImageSize = _model.Config.ImageSize,
        BatchSize = _options.MicroBatchSize,
        Shuffle = false,
        Augment = false,
        DropLast = false,
        Features = _features,
        Frames = FramesOfClip,
    });

    private int FramesOfClip => _options.SingleFrames ? 1 : Tensors.FrameChoice.Frames;

    private void AddFeatureWarnings()
    {
        foreach (string problem in _features?.Problems ?? [])
            _warnings.Add(problem);
    }

    private string DescribeEncoders() => _features is null
        ? EncoderUse.Describe(_options.TrainableSet)
        : EncoderUse.Describe(_features, _options.CacheFolder);
}
