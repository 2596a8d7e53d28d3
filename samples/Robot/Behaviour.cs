namespace MmaDfer.Samples.Robot;

internal enum Behaviour { Wait, Approach, Comfort, BackOff }
