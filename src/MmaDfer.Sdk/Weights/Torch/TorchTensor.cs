using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>A view of a storage: the element at (i, j, ...) is number <c>Offset + i * Strides[0] + j * Strides[1] ...</c> of it.</summary>
internal sealed record TorchTensor(TorchStorage Storage, TensorType Type, long Offset, Shape Shape, long[] Strides)
{
    /// <summary>Whether the elements lie in the storage one after the other, row-major.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int i = Strides.Length - 1; i >= 0; expected *= Shape[i--])
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return false;
            }
            return true;
        }
    }

    /// <summary>Number in the storage of an element given by its row-major index.</summary>
    public long ElementOf(long index)
    {
        long element = Offset;
        for (int i = Strides.Length - 1; i >= 0; i--)
        {
            (index, long place) = Math.DivRem(index, Shape[i]);
            element += place * Strides[i];
        }
        return element;
    }
}
