using System.Globalization;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>What is done to pictures that are not as screens show them.</summary>
internal static class PictureFilters
{
    // Less does not change a face.
    private const double LeastStretch = 0.01;

    /// <summary>Filters behind a comma; empty for none.</summary>
    public static string Of(MediaTrack picture) =>
        (picture.HdrTransfer is { } transfer ? ToneMap(transfer, picture.IsRgb) : "")
        + (Math.Abs(picture.PixelAspect - 1) < LeastStretch ? "" : ",scale=w='if(gt(sar,1),iw*sar,iw)':h='if(lt(sar,1),ih/sar,ih)',setsar=1");

    /// <summary>
    /// Diffuse white lies at 203 cd/m² (ITU-R BT.2408), so faces become as bright as in a film of standard range; what is brighter
    /// is compressed.
    /// </summary>
    private static string ToneMap(string transfer, bool isRgb) => string.Create(CultureInfo.InvariantCulture,
        $",zscale=tin={transfer}:pin=bt2020:{(isRgb ? "" : "min=bt2020nc:")}t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=mobius:param=0.9:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv444p");
}
