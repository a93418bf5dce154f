namespace InKernel.Corlib.Collections;

internal enum Weekday
{
    Sunday,
    Monday,
    Friday = 5,
}
