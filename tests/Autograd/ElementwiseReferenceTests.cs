using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

public class ElementwiseReferenceTests
{
    [ReferenceTheory, ReferenceCases("elementwise", "u_*", "chain")]
    public void Unary(string name)
    {
        var c = ReferenceFile.Open("elementwise")[name];
        double power = name.StartsWith("u_pow", StringComparison.Ordinal) ? double.Parse(name[6..], System.Globalization.CultureInfo.InvariantCulture) : 0;
        TensorReference.Check(c, inputs =>
        {
            var x = inputs["x"];
            return name switch
            {
                "u_exp" => x.Exp(),
                "u_exp2" => x.Exp2(),
                "u_expm1" => x.Expm1(),
                "u_log" => x.Log(),
                "u_log2" => x.Log2(),
                "u_log10" => x.Log10(),
                "u_log1p" => x.Log1p(),
                "u_sqrt" => x.Sqrt(),
                "u_rsqrt" => x.Rsqrt(),
                "u_square" => x.Square(),
                "u_reciprocal" => x.Reciprocal(),
                "u_abs" => x.Abs(),
                "u_neg" => -x,
                "u_sign" => x.Sign(),
                "u_sin" => x.Sin(),
                "u_cos" => x.Cos(),
                "u_tan" => x.Tan(),
                "u_asin" => x.Asin(),
                "u_acos" => x.Acos(),
                "u_atan" => x.Atan(),
                "u_sinh" => x.Sinh(),
                "u_cosh" => x.Cosh(),
                "u_tanh" => x.Tanh(),
                "u_asinh" => x.Asinh(),
                "u_atanh" => x.Atanh(),
                "u_erf" => x.Erf(),
                "u_erfc" => x.Erfc(),
                "u_erfinv" => x.ErfInv(),
                "u_lgamma" => x.LogGamma(),
                "u_digamma" => x.Digamma(),
                "u_floor" => x.Floor(),
                "u_ceil" => x.Ceiling(),
                "u_trunc" => x.Truncate(),
                "u_frac" => x.Frac(),
                "u_sigmoid" => x.Sigmoid(),
                "u_logit" => x.Logit(),
                "u_round" => x.Round(),
                "u_clamp" or "u_clamp_min" or "u_clamp_max" =>
                    x.Clamp(c.Arg("min", double.NegativeInfinity), c.Arg("max", double.PositiveInfinity)),
                "chain" => (x * x) + (x.Sin() * x) - (x / (1 + (x * x))),
                _ => x.Pow(power),
            };
        });
    }

    [ReferenceTheory, ReferenceCases("elementwise", "b_*")]
    public void Binary(string name)
    {
        TensorReference.Check(ReferenceFile.Open("elementwise")[name], x => name[2..].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7') switch
        {
            "add_" => x["a"] + x["b"],
            "sub_" => x["a"] - x["b"],
            "mul_" => x["a"] * x["b"],
            "div_" => x["a"] / x["b"],
            "pow" => x["a"].Pow(x["b"]),
            "maximum" or "maximum_ties" => x["a"].Maximum(x["b"]),
            "minimum" => x["a"].Minimum(x["b"]),
            "atan" => x["a"].Atan2(x["b"]),
            "hypot" => x["a"].Hypot(x["b"]),
            "logaddexp" => x["a"].LogAddExp(x["b"]),
            "fmod" => x["a"].Fmod(x["b"]),
            "remainder" => x["a"].Remainder(x["b"]),
            "floor_divide" => x["a"].FloorDivide(x["b"]),
            "trunc_divide" => x["a"].TruncateDivide(x["b"]),
            _ => throw new NotSupportedException(name),
        });
    }

    [ReferenceTheory, ReferenceCases("elementwise", "c_*", "t_*")]
    public void Relations_and_ternary(string name)
    {
        TensorReference.Check(ReferenceFile.Open("elementwise")[name], x => name switch
        {
            "c_eq" => x["a"].Eq(x["b"]),
            "c_ne" => x["a"].Ne(x["b"]),
            "c_lt" => x["a"].Lt(x["b"]),
            "c_le" => x["a"].Le(x["b"]),
            "c_gt" => x["a"].Gt(x["b"]),
            "c_ge" => x["a"].Ge(x["b"]),
            "t_where" => Tensor.Where(x["c"].To(DType.Bool), x["a"], x["b"]),
            "t_lerp" => x["a"].Lerp(x["b"], x["w"]),
            "t_addcmul" => x["a"] + (0.5 * x["b"] * x["c"]),
            "t_addcdiv" => x["a"] - (0.1 * x["b"] / x["c"]),
            _ => throw new NotSupportedException(name),
        });
    }

    [ReferenceFact("reference")]
    public void Every_case_is_named() => ReferenceFile.Open("elementwise").AssertEveryCaseIsNamed(GetType().Assembly);
}
