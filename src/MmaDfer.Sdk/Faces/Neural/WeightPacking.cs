namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>Brings the weights of a file into the order in which the kernels read them.</summary>
internal static class WeightPacking
{
    /// <summary>From outputs x inputs x rows x columns to blocks of outputs: rows x columns x inputs x block.</summary>
    public static float[] Product(GraphTensor weights, int stored)
    {
        (int outputs, int inputs, int area) = (weights.Shape[0], weights.Shape[1], weights.Shape[2] * weights.Shape[3]);
        float[] packed = new float[stored * inputs * area];
        int to = 0;
        for (int first = 0, block; first < stored; first += block)
        {
            block = ProductKernel.Block(stored - first);
            for (int cell = 0; cell < area; cell++)
            {
                for (int input = 0; input < inputs; input++)
                {
                    for (int output = first; output < first + block; output++)
                        packed[to++] = output < outputs ? weights.Numbers[(((output * inputs) + input) * area) + cell] : 0;
                }
            }
        }
        return packed;
    }

    /// <summary>From channels x 1 x 3 x 3 to 9 x channels.</summary>
    public static float[] Depthwise(GraphTensor weights, int stored)
    {
        float[] packed = new float[9 * stored];
        for (int channel = 0; channel < weights.Shape[0]; channel++)
        {
            for (int cell = 0; cell < 9; cell++)
                packed[(cell * stored) + channel] = weights.Numbers[(9 * channel) + cell];
        }
        return packed;
    }

    /// <summary>With zeros for channels that are only stored.</summary>
    public static float[] Bias(float[] bias, int stored)
    {
        Array.Resize(ref bias, stored);
        return bias;
    }
}
