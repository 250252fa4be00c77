namespace Neuron.Tests.LinearAlgebra;

public class LinearAlgebraErrorTests
{
    [Fact]
    public void Cholesky_of_an_indefinite_matrix_names_the_matrix()
    {
        var a = Tensor.From(new float[] { 1, 0, 0, 1, 1, 2, 2, 1 }, [2, 2, 2]);
        var e = Assert.Throws<LinearAlgebraException>(() => a.Cholesky());
        Assert.Equal("cholesky: matrix 1 of the batch [2, 2, 2] is not positive definite.", e.Message);
    }

    [Fact]
    public void Solve_with_a_singular_matrix_says_so()
    {
        var e = Assert.Throws<LinearAlgebraException>(() => Tensor.Zeros([3, 3]).Solve(Tensor.Ones([3])));
        Assert.Equal("solve: the matrix [3, 3] is singular.", e.Message);
    }

    [Fact]
    public void Matrix_that_is_not_square_is_named_with_its_shape()
    {
        var e = Assert.Throws<ShapeException>(() => Tensor.Zeros([3, 4]).Inverse());
        Assert.Contains("inverse: expected a square matrix [.., N, N], found [3, 4]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Right_side_of_another_height_is_named() =>
        Assert.Contains("a.shape[1] = 3 but b.shape[0] = 4", Assert.Throws<ShapeException>(() => Tensor.Eye(3).Solve(Tensor.Ones([4, 1]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Decompositions_of_what_is_not_finite_end_with_an_error(double bad)
    {
        var a = Tensor.Full([5, 5], bad, DType.Float64);
        Assert.Throws<LinearAlgebraException>(() => a.Svd());
        Assert.Throws<LinearAlgebraException>(() => a.Eigh());
        Assert.Throws<LinearAlgebraException>(() => a.Eigenvalues());
        Assert.Throws<LinearAlgebraException>(() => a.MatrixExp());
        Assert.Throws<LinearAlgebraException>(() => a.Cholesky());
    }

    [Fact]
    public void Determinant_of_a_singular_matrix_is_zero() => Assert.Equal(0, Tensor.Ones([3, 3]).Determinant().Item());
}
