using System.Globalization;
using System.Text;
using Neuron.Primitives;

namespace Neuron;

/// <summary>
/// Stops at the first primitive that makes a NaN, or an infinity out of finite numbers, and says which, in which module, from
/// which operands. For one thread by <see cref="Enter"/>, for a whole process by <c>NEURON_CHECK=1</c>.
/// </summary>
/// <remarks>
/// Every result is read once more. A NaN or infinity that was put in on purpose (a fill, an operand) is passed on without
/// complaint; only what makes a new one is named.
/// </remarks>
public static class AnomalyMode
{
    internal static bool FromEnvironment { get; } = Environment.GetEnvironmentVariable("NEURON_CHECK") == "1";

    internal static IPrimitiveListener Listener { get; } = new Watch();

    /// <summary>Watches this thread's primitives until the result is disposed.</summary>
    public static IDisposable Enter() => Dispatcher.ListenHere(Listener);

    private enum Finding
    {
        Finite,
        Infinite,
        NaN,
    }

    private sealed class Watch : IPrimitiveListener
    {
        [ThreadStatic]
        private static bool t_looking;

        public void OnRun(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
        {
            if (t_looking || primitive is ViewPrimitive or Fill or Transfer or Copy) return;
            t_looking = true;
            using var _ = Dispatcher.Unrecorded();
            try
            {
                Finding made = Worst(y), given = Finding.Finite;
                for (int i = 0; i < x.Length; i++)
                    if (primitive.Writes(i)) made = Worse(made, x[i]);
                if (made == Finding.Finite) return;
                for (int i = 0; i < x.Length; i++)
                    if (!primitive.Writes(i)) given = Worse(given, x[i]); // what stood in the others before is gone
                if (given < made) throw new AnomalyException(Describe(primitive, made, x));
            }
            finally
            {
                t_looking = false;
            }
        }

        private static Finding Worst(ReadOnlySpan<Tensor> tensors)
        {
            var worst = Finding.Finite;
            foreach (var tensor in tensors) worst = Worse(worst, tensor);
            return worst;
        }

        private static Finding Worse(Finding so, Tensor tensor) => Look(tensor) is var found && found > so ? found : so;

        // the sum may overflow although all are finite, so a bad sum is only a reason to look closer
        private static Finding Look(Tensor x)
        {
            if (!x.DType.IsFloatingPoint || x.Size == 0 || x.IsDisposed) return Finding.Finite;
            var plain = x.View(x.Shape, x.StrideArray, x.Offset).To(DType.Float64);
            if (double.IsFinite(plain.Sum().Item())) return Finding.Finite;
            var worst = Finding.Finite;
            foreach (double value in plain.ToArray<double>())
            {
                if (double.IsNaN(value)) return Finding.NaN;
                if (double.IsInfinity(value)) worst = Finding.Infinite;
            }
            return worst;
        }

        private static string Describe(Primitive primitive, Finding made, ReadOnlySpan<Tensor> x)
        {
            var text = new StringBuilder();
            if (CallPath.Current.Length > 0) text.Append(CallPath.Current).Append(": ");
            text.Append(CultureInfo.InvariantCulture, $"{primitive.Name} made ");
            text.Append(made == Finding.NaN ? "a NaN" : "an infinity");
            text.Append(x.IsEmpty ? "." : " from");
            for (int i = 0; i < x.Length; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? " " : ", ")}{x[i].Shape} {x[i].DType.Label}");
                if (x[i].DType.IsFloatingPoint && x[i].Size > 0)
                    text.Append(CultureInfo.InvariantCulture, $" in [{x[i].Min().Item():g4}, {x[i].Max().Item():g4}]");
            }
            if (!x.IsEmpty) text.Append('.');
            return text.ToString();
        }
    }
}
