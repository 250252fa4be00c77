namespace Neuron.Tests.Experiments;

/// <summary>The small generator of the Brain Treebank specification, section 12.1: fixtures that any language can repeat.</summary>
internal sealed class Lcg(uint seed)
{
    private uint _state = seed;

    public double Uniform()
    {
        _state = unchecked(1664525 * _state + 1013904223);
        return (_state + 0.5) / 4294967296.0;
    }

    public double Normal()
    {
        double a = Uniform(), b = Uniform();
        return Math.Sqrt(-2 * Math.Log(a)) * Math.Cos(2 * Math.PI * b);
    }

    public static double[] Normals(uint seed, int count)
    {
        Lcg random = new(seed);
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i] = random.Normal();
        return values;
    }
}
