using Neuron.Autograd;

namespace Neuron.Models.Losses;

/// <summary>
/// Knowledge distillation as the guidance paper's baseline has it (arXiv 2410.20035, appendix H):
/// α·T²·KL(σ(Q/T) ‖ σ(P/T)) + (1 − α)·CE(Q, y), Q the student's logits, P the teacher's.
/// </summary>
/// <param name="alpha">Weight of the teacher, in [0, 1].</param>
/// <param name="temperature">T, positive.</param>
/// <param name="teacherFirst">The usual direction KL(teacher ‖ student); the paper prints KL(student ‖ teacher).</param>
public sealed class DistillationLoss(double alpha = 0.5, double temperature = 2, bool teacherFirst = false)
{
    private readonly double _alpha = alpha is >= 0 and <= 1 ? alpha : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "distillation: expected alpha in [0, 1].");
    private readonly double _temperature = temperature > 0 ? temperature : throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "distillation: expected a positive temperature.");

    /// <summary>The mean loss of student and teacher logits [N, C] and labels [N] (int64). No gradient goes to the teacher.</summary>
    public Tensor Of(Tensor student, Tensor teacher, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        if (student.Shape != teacher.Shape) throw ShapeException.Expected("distillation: teacher logits", student.Shape.ToString(), teacher.Shape);
        return (Divergence(student, teacher) * (_alpha * _temperature * _temperature)) + (student.CrossEntropy(labels) * (1 - _alpha));
    }

    /// <summary>The mean KL divergence of the softened distributions, in the direction chosen.</summary>
    public Tensor Divergence(Tensor student, Tensor teacher)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        Tensor q = (student / _temperature).LogSoftmax(-1), p = (teacher.Detach() / _temperature).LogSoftmax(-1);
        var (first, second) = teacherFirst ? (p, q) : (q, p);
        return (first.Exp() * (first - second)).Sum(-1).Mean();
    }
}
