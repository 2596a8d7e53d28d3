// libtorch's threads and its count of tensors are the whole process's.
[assembly: DoNotParallelize]
