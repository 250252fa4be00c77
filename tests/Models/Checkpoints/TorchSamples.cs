namespace Neuron.Tests.Models;

/// <summary>
/// Small files written by torch.save of PyTorch 1.13 (gzip, base64): one dictionary of all element types, strided views, a shared
/// storage and plain values, in the archive format (protocols 2 and 4) and the older one (protocols 2 and 5); a dictionary whose
/// second entry is a fractions.Fraction; one whose second entry would call os.system.
/// </summary>
internal static class TorchSamples
{
    public static byte[] Archive => Unpack(
        "H4sIANOOCGsC/6WYW3ATVRjHN01JwwJtBURAxIqorUJJml5Sbi0BA7gI7XIxgphuk20TSLP5kpNCQaQKDRdvKHgBFfGGAl6qeBkYHRl98BUdZJzxhfGBZx980VHrd87Zpn"
        + "u2pR3anfmmyeb8f//vfOfsd5I2Kc5CSXK7pUFXqTRZ0tKRWLxTXxDViFaZ2p4IBoqlzcLVXbAHpPLQOBR0GFE9AY5IxEgk9AiJG8mMvC4d1dN6dEU8QmQoqFDBWR5y4tg2"
        + "XxUURoiB/MpwlsQTGTmc1luz8UQ0TPRkxkiHO6tkGFdeHirC4RkcqbXr4OISOZgwNLKe35ShKOTAMR5wM3QklYXxynQCcrMiKYWKKwcTFJfiyMHEQzGawiQCxSqUhGQcTN"
        + "JaMpMyMnoUSmPoFnPFimLuGNPfQvUupTAHkxUHxUzh+qkEblVhWsiF+h3xZNTYAbfZtdObFbdSoDhzMIN7z+Ta2wnMUuGOEK23vjOlJaPoPNuuvpM6O6llGb5A9V1cPYfA"
        + "3SrMDY1HdUpLax060dNwzw3qmB8hw739DqxSXrgPfSYSKKc+BdSngmd5P/d5gMA8FeYfZG8qD8ACFTx82WqrwctZ5kqsMLKtCT2/FFXMoAp8aFBAoJoZ9ECN4uiBWg6vI+"
        + "BXoZ7zvLWwUOCt0hJtedoiRvPBYqQ5CSxhZemBpZTWwGmNBJapEAjhJpZaKW65gAuwneKtzSNXMGQ1PMiRQRO5kiJXceRqAg+poLAE4zjhNQJxjZFsz9MeZrQaWMunu86c"
        + "bhOlNXOaSmC9Chs4DXf9RoG2OjmwjTcxWC08wmEhvji4Ko/i9sM/mzlwC4HHVNjKgTjhxwXg+piRHkCGGbIOWjhSM/NrpflFOC5KQFehLVRAcX5oF2jLY1o6D4sxmB/iHL"
        + "bNhG2nsASHdRBIqmAwWNYPKXEtusjARgEGq4c0h2VMGKGwLId1Etihwk6+tIaRgC4Rh7fyuF3M0uuB3XxdnzDXdQ/lPcl5ewl0q/AUe24zES2hpeHp/HPB5F7Yh3IHgf0o"
        + "r6jgsh4CORUOsBand6RIFxwUVVVwCFUSgcPUVKIP/TP49OKKPcsJzxF4XoUXshyRMiIxOKI42bwSRiYDL65suMx7LruXxKcWXmLsH76Bo+xe1EjqcOwg/5y+fnkt2wCt8X"
        + "Z45XARVxdyZDxD4NWt8Fq5mKYPjvNanzBr/TqtzRs8xTcJnFThLdxoBTk4pfOaJ4xWeDsSjmBfj2RkPUlfyPAOw0kOeJdVMqGReNIL7+XgfRVOM2EmvkuHD/o3JL6R4UPe"
        + "DM/0wFkVzrFCRElXSoePzGFt9Dn1Ycv/mFGjemc8osMn5qf8rQyf5jt8bw98psLn7H1GJ3A+Eg7TtofJhMMy3pHhi63wpeLQeuArFb7OVjYpRe7TvVvCZ5FPo+mGJ1+xNF"
        + "M4+RZ4goFptnOv/zIlSyWpG+MShtQgSWUYjRgtGN0YRzBOYfRiXMK4jHEN4w8MqRGzwCjFmI5RhlGO4cHwN9KsVy75fU4LDqQxXNZzxay9wUDZDbIeff40H8PbkvXQE3fY"
        + "fEqkKbZ8sIwl9oQckoMiz+/bf4gupXMEZKMNiXNcPOIch59/Gatx5cVZ39O9W5hPQBoygQZbAlXBwKKxJHAz9fMNUT++Pt1sXY40u35xm4kPt08Wi1ycgn/UUzhxnF4XGs"
        + "wOdInmsbtMryhl3yCHz6NazAOn57npPCS/9G3fbuqqbbt+gbYO1wiuS0XX6mBg4RgWUGo49V3rXuq/QTmXG4V/zdj8HVZ4X18fzeTqPx2BUdS/djT1p0fPX6bvujN1x0ax"
        + "/+rGsv+u/DePNRDPn7O7xOd3aG9bA/GPtX90s7Wfcf3aRXoqFozgHhDd64OBpWNyx/3HKp/+97fEyP4l0rK8f6eezuAvtGBgydgS8MnU/6eT7RsH/B3sC0J/BtYzt3RQTv"
        + "ZfmHa19ewrFpR/uyTbKW3XWs8pUdtbZNN67VrrgVQiaBvddu0gY+thIoqPDhLnnYc+b6zX1PF2cZXd2XoEiOLuQWKfXWzt22K9frWLBxlbu6+obZFt2kG+1s4paq/atdV2"
        + "rbXXidpNE2zaGrvW2q9E7TW7ttautfYbURuaaNPW2bXWbiFqr9i1frvW+qSLWnWSTVtv11qfUnFz/GzRmp2hSXG55pkfz3bOt/xbSPz7o9O0N7NBHfs5MmMyf+9g98a5uK"
        + "aUjedj/wcXkJ4TexIAAA==");

    public static byte[] ArchiveProtocol4 => Unpack(
        "H4sIANOOCGsC/6WYT2zbVBzHn2PHydquqbbL+KOqQgil0uiSJk1T2NriTRnIiHXtQAgJtU7sNgY3jmyno0yIStCyIUtU6uMwDmhXxAWJ0yYQFRyQOA00JiQuFYedOXBBAs"
        + "rvOW763kvmaomln5y67/P7ft/vPf9e0zlVlBBKJlHbNYROIM2pVM0144yuedpY/W2rpAyiN5hrQ/r0iXgTeA+n/fiqrRsW9vsrtmUZFc+0ay78dMnRDcfQL5gVD+/g0XkY"
        + "KS7nxrE/4NkgMbbY8EwLBp5YdIxyw7T0Rc+oubazuDYO49NpP+HCQG3FwH48IIAsWbbmLYSPd7AvZLAvVuoNrJ7y8GUVqZIqb2FVVoUtfKMqgaiH57Hf5zlaza3brqHj6r"
        + "F0utpXPV4drKYOKFmVgBIIS1HyVbOm21c7EEk1pooddJLGO3Wtpj9ERQy8IY45VtccbdXwDAdXE1QxDh/vtLL5QhZDvoFmvlinuV4PPn1EMovLhfwB2u8fv2A3ypZBF2+c"
        + "JIuFyTahAJu0MXE5WzjE+1/UrGUazhFYDGfWBktlhk4pwcplC3SGfGQG0aTd979s11ZoeCLauwkbrQX3vVRjNk2BZkn5YOnZRRFN2v3AQtV2mAyTkeoxs0g5P1/VHJotRr"
        + "MNmlXWPWbFpiJZqWzbFk3DjxQdy2YiKy67Fc3SnMPdFssG200IgNFRamjcWK176/TIYC+hZmoUvBwiW9MGQHUb3mJV9CXLdl18ceZus4n4Ug22Ohj84RuYhG7XDHwdnpH7"
        + "K75YNlfwx4nmSAlQ0/XwmzhNaeeiqgJrG9vCBhTHssv4fAwJoOGa7xoYSiQtkA87uPk+bwZT0731OtVzEstk5+ZIT/Jl3VgzKwF58HEnbEABK7qGhz/BaVXYbozNqYnk/k"
        + "/38s9AqyQx99CuO4iGma57JlNSHud6Ln2F2DRCGxC7EGgGoRGIWYgliA2IbYhbEF9B7ELchdiD+BMCzYITiCGIUxAjEGmIDERxlji/eO6Pp5ZgIIko50+zzrMlZSTCeXf+"
        + "iR87u9TIwMBMpJ8UOsn5gVKmeEMCEkjKrz/48IYIkHhEylkuJczx7JFzjJ7/SFDjsTtPfi+RXd0ygDoamOEMjJeU53sx8Cj1y3WoX3N9NoJ12b4s/5oMjUftk7NsXphCse"
        + "spfHaTXLdnwp6wS3xcGzFGh4K/YKJ95FkfML3MI/tARfTt/jWiqr314LYMeeUjVKdZ1XxJea6HBUQzt74rv0/0r6hfbnWhP9GbvkAn39/fJ07u/7OqdFH/Qjf1J4fB36Hu"
        + "pS8mcRf7b7KX/Xfvv9NBA8n8NbzOvr+dtbkGUuy1f2wEa//Yg707McgfO0JdYdWnSsp0T+qw/4LKO//+bh2tn0IvtPTXDMeFLwcl5VxvBnJ9RP/nz1dePdQXyK3lgD53h9"
        + "o88d9weJo++wYZci2OuJOaZ+lzimUzMsdmeZY+kFIMu9vGtgnThwkLn0zwcEu583lDX7gNHueV6SOAhckj7jjhYbpvs/V6nYfbhOnuy7J7PNumS3dOln3tGMfmeZbudSx7"
        + "n2cneJbuVyy71MexBZ6l+w3L/sazkzxLdwuWvdLPsUWepd90lv2FZ6d4ln5L2c0xP4D4zjCnyvLp8NfD4rPUvyXY+49iKD/QvAMXfEG4GQ4QgmdxuckMBeObY/8HuVS4J/"
        + "sQAAA=");

    public static byte[] Legacy => Unpack(
        "H4sIANOOCGsC/52V+XcTVRTHJ0vTMhTEvbjWPVWs2ZoGF1IBWRzWwSUuNSSTaTM4nck381IoiAQ1oeCGuyAq7rjjLh49co7/AD/4B/irv/kr53is982bpskgvzjn3OS9N+"
        + "9+7p1777uvHjwgm38fWXW6f9uxTYsH68H1f4bodzekaG6RJEmVqs1szTbzk3rVMWwLAdqQW0BvTIMxU8/rVskoWAhO52RaZFMVPe8YO3UHod0IR3NdtOiU7SpDlxLMhWhm"
        + "WAwRJZwLc4ZtjaNbCddqszb5/gm7pJsIaGTW1DVGVh15Y7WkV/XSSkNjMoIDKkJRlzaWTCCsMbuqlQfzNWaYjpyv6sWaYZbyTLccu5qfTMjoikZz3dwV2lkY1xERKvIq0y"
        + "6wLWJRRrf7DfFYOhNPJWOpGHpcG1qlhnlK3wYGebMiKWEl0sR8JaIEmujdX+bOLGBYqOIcEYJqwXIqtqOXsKhMdsuR8hncc8uCdx7nUTCaOF8JcOwFgnchw0UqLs5FSG27"
        + "YZXs7eg7G2uxx7pks9KjBJVQE5cK3y4TrMsZrlBxZa6H1PQdlYJVIs/6z0a7yqNdzT0LcZeuoQHRrhW06xiuV3FDbh6vjUK1MKEzvYroWTLQ2iFjwG8xmYxlUvE0biSLvW"
        + "TxJm4xyC0uEf7fLCwOMtyiIjbtTuL7kFCRFKlPp5ASVC+bK+1a0dRb6Rya+7hkJhHLIE2mgmRq2DXVQEYJNLBUmLmV4TYVtwsyuXVHB3lNwRxrcZe1BS2RTGeQJW6IuCNu"
        + "0Bq4k3OXC+4KhpUq7nLLvcjBqzrAy90KjKdb8NVz8KHEcDKNNR58rQe/m8MVAV/HsF7FBnGuKBwbO9jr6HS1uJvauMnk0gQ2e8FQvWBs4dx7BPdehvtU3C+4dMJyHdy11t"
        + "yReaANm4qlMnjQwz4k0kl5fJhKm/5GBfoRhryKrQJN4Sh0oLfwVtGCF9vhw7EUNA9e8nzWuc9jAjzOUFZh5IIcnMG2Du6KcqHawj7ahh1KpmMwPeyEh7U41hbYCgNUVF1s"
        + "LQOnM3tTbK7cWBs2HaNPq3nYSQ+7nWN3COwUw04Vu0RZ2LaJxzrBtNQC724Hp4cTeNwriT1eSdQ5eK8AP8HwpIqn3NbhaAWzUEXjzMM+NJxMZNAkToA4+4gzMCD0pxn2qz"
        + "jgNmJ9osKm8PSZ6ul4mqriGVKXSP1Z7obEO89z1DIo1c8L1EGGF1S8WBOsiq2V8ZIS8hq/4+Dl1dlTkvu4axa1CrziBvq3n/Gqu1ayLR2vTYv3fPy6KPaiMY5DB7qFtneX"
        + "GA7D4VG8Ef0Pf4fSS9M44uXjTS8fb/GwvS18Pcrwjop3qVSDTbyni7yYdhHva3mN7iPNkXWLD2R84LooBfChG2SzwAwrjo+aOKbiY1eRX4D4ZLakaSLjU9GaP2vgcxVfuB"
        + "Ep8csSX3rbxngfSNJVddyllvRJQ9PxlfdWTGV83bqQvmngWxXfuXNHZ/hey+d50yVn8nmZVmT8MIoflUChgRMqfuI37Ci/YX3tN+BvkkF/dwv574iwv0V1+XtLxN8Vuv0n"
        + "ucd/Buf5T4/sr/r5/vLt9RfkAn/GF+qDvVLHs0yS6iQnSaSsJPWTjJBsJamTHCQ5SnI8G/QUDh/iz4msV2onQ7OkjPTLzK6+/0mnPSSnSP4g+YvTRySph2QRSR9JP0mUJE"
        + "aSGWlZzR79tbhn1rdAu+2ZmZnZdX4uTrfNf/9nSWB2XG9pSzOhFicwh+KGxdPa6Dpfz/4L5v/CJywKAAA=");

    public static byte[] LegacyProtocol5 => Unpack(
        "H4sIANOOCGsC/51VPW/TQBh2ck5a0latmMrWMZVQ5cSJExZSFcSHDOWjCwsKTnypjVxfZF9aCkJkafmQJZByDCCGjoysCBBIDKwM/ABWNtZKiPCeY6e+prSIkx7lznrf57"
        + "l7v9LNPJ+SButJzvn16tzu3O3XV08sdDPP5ej75R+IH29Ex/ssH8y0PUJJkzj1dez5NnEZGAVTjk2pg+vYNW3DZY+CHN1s47pv38U+424Z3yIeZXo6QLYLv3IgO8RdhU2n"
        + "wyW+ZPYkMmvExA4LJkDFwU0KIj6crngm9rB51m5S1mPz18EStdQiCyYp8ZrWQr1DbQcMj9c93OjYjlmn2PWJV18vgn0+H4z5YGisYhZkQg/wPOcQg65En3ssyBUUrVooqU"
        + "pJYQFqtjtMn12m7Jou6bKe3WZ6Vk9ts8eWDPKUXQcH6hmu3yY+Npl1LJ+3ctaUwGJNDxmyugwMKc6TYMhu2K5JNo7wHtfTOjpAfxzfaRuu+Q/qKLy/tM//WNvwjDVMsces"
        + "sUTo9j73RGZVVaqlgsaZJyPm9EGReRTuHnIN1NJKMclEMHWWdBoOHgm6Wi0qVU6bjmm3IFhbycuiFheOiSYuGE5rNHdFVQtpUPzuERq5IfBML4VVUNBGuMrFiqodzoXs5N"
        + "smLkFNj9Ko6qniES+zoZCHNLmL7mhRlktKSYwPDziUk5hQZCffNrnC2+4AropSOvxGabuaeNcZy/BGWcqqphzB0kmyLG3S0byXNWVQTn9nkRuEOEkeOB7Ao1WKhycr6zcN"
        + "x/D2t0q5ohbDyKYGnvPzCZ8MXmvTzf0uWkFTQzEpEpPC7kRiMjrg3SYwaHTEx53vs/O1r4M5F8gu9BcE6PN7eJ9JXAxDU3b573KAGvYqezI2sOST0vYpu8ny+y9R1k4dHj"
        + "mojvQ2wxBAhzTYmbSUAjE+lBmEUV7hmx4bTJat8LEmH9t783GsxTtD5fMzyJp43W6GnvG2F83I0Bf5mLKnLK+nnoUT/V30pwH3FgaH0O5C04rTN9mCQiMJ/SAUtFCXQnkJ"
        + "NSKkXUioEFi8MCkJ67QkdQGfAFJNkuYAi4BbgC7gGWAH8KaWjhxevuDrbS1K5CcUM1WlD/17s//JDjaAr4DvgJ+cfVGSxgEzgFnAHCAPUADVxaFqbedj40F8t1RSu9/vx9"
        + "951e0mzt9+n0zF++7QW+qjIU9qj4oLD9bQMLx8t/YH0jqIyW0IAAA=");

    public static byte[] Foreign => Unpack(
        "H4sIANOOCGsC/41SPUvDQBi+JG0aT01r3QVxsIL9QAcHEaFIlhtsK0JwCfFyrcFo+ibXOhW6VHBzdPJvuPgHHB0c/S9ePihtWsUXjvfu8ny8ebgWUXIIaRpaqBIqIzugN+"
        + "6Q1R2b27X+rWc0dXQ1V2N5BKhi5gXhzneYB9IIZFMSxwdQKPeFQM0acNcLsRWw64HrORZn96EfWMMDDLlKxSwIcCiQdo9BPqFgw/NtfpFcYlBjwQYUTEV02h+ARmQOK22C"
        + "iDwBTKQJrD5R6nseo9z170N8HjgsYM6ZSzmGtb0OrHPQO1AME4luD0q0G9gp2kh3GDaIRJRHKHdgc1BrkYL2frKtfwtKtFq/hqWj3bmw6g2juZOJamkhND6NVmT13Fa/Im"
        + "3tT6siOp5aDVkQirGN5tF/vJbVIY6cP197l7LQlmNnKWpT79kASgvTZF9Ilj37T/ocsyqhTGRZ7uxUxTnuyww3zaBFVHU//bylVKdQJdPf0l6Wky540QNEH+lZiu/yasJR"
        + "YnyC/QGlrHbqKwMAAA==");

    public static byte[] Evil => Unpack(
        "H4sIANOOCGsC/41Sy0rDQBSdJG0aR21rwa0UXFjBPlDEhaBQpJssbCtCcVPidGiDadObTOoDhG66cOfSlfgXfoNLFy79F2eSUJK0iheGM7k5556ZwzR1JYWQpqGFyqMCMh"
        + "wyMCe02jOYURnfWI16Fl3Faio/Aip1JC64BYkwmysqXY+Zlou7Dr32TKvXZXTk2k53so9BLpU6GU52OdPoU1ACCW5YtsEugiaGlD+wBumOwpGMPVB1mUGmpSNdnoGmSzNY"
        + "eSLEtixKmGmPXHzu9KhDe2cmYRjwbhtWGay1Yd2fRCFLxrZr3mH33mV0iCHX2RR9MrCLA89hxZNilQ3HVbGH/Aw22lDwKk09o1XeHg6/OVWs5q9hZdFOLKxqrVHfTkS1tB"
        + "CanoolrJ5b6peYrf1plUPHc6sJdVx++0b96D9ey+oAC+fP1/6lzGfLvrMkYO4dDSC/cJrkC0mqo3fKxpRlCSUiS2qjp8rFtC8RbZhBU1fVvfD3llKeU5UEvodYkAPkOvEe"
        + "0Uf4Lfm9tBpoFJ8fcH8ArFLfUisDAAA=");

    private static byte[] Unpack(string text)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(Convert.FromBase64String(text)), System.IO.Compression.CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
