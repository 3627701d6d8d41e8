"""Write the arrays that cases.yaml refers to: good.npz, and files that are broken on purpose.

    python3 make_files.py        needs numpy; the results are committed
"""
import io
import os
import zipfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
STAMP = (2020, 1, 1, 0, 0, 0)  # the same bytes each time


def npy(array, **options):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array), **options)
    return stream.getvalue()


def raw(header, data, version=1):
    """An .npy file with a header that numpy would not write."""
    text = header.encode()
    text += b" " * (-(len(text) + 11) % 16) + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(2, "little") + text + data


def npz(path, arrays, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in arrays.items():
            archive.writestr(zipfile.ZipInfo(name + ".npy", STAMP), data, method)


def main():
    os.chdir(HERE)
    rows = np.arange(18, dtype=np.float64).reshape(6, 3) / 10
    gain = np.array([1.0, 1.5, 2.0, 2.5])
    npz("good.npz", {"gain": npy(gain), "labels": npy(np.arange(100) % 3), "rows": npy(rows)})
    with open("good.npz", "rb") as file:
        good = file.read()
    files = {"truncated.npz": good[: len(good) // 2]}
    npz("crc.npz", {"gain": npy(gain)}, zipfile.ZIP_STORED)
    with open("crc.npz", "rb") as file:
        stored = bytearray(file.read())
    stored[stored.index(gain.tobytes())] ^= 1
    files["crc.npz"] = bytes(stored)
    zeros = npy(np.zeros(12_500_000))  # 100 MB, packed to some hundred bytes
    npz("bomb.npz", {"gain": zeros}, zipfile.ZIP_BZIP2)

    f8 = "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }"
    files["truncated.npy"] = npy(gain)[:-9]
    files["empty.npy"] = b""
    files["text.npy"] = b"1, 2, 3, 4\n"
    files["objects.npy"] = npy(np.array([{}, None], dtype=object), allow_pickle=True)
    files["big_endian.npy"] = npy(gain.astype(">f8"))
    files["complex.npy"] = npy(gain + 1j)
    files["records.npy"] = npy(np.zeros(4, dtype=[("x", "f8"), ("y", "i4")]))
    files["nan.npy"] = npy([1.0, 1.5, np.nan, 2.5])
    files["large_integer.npy"] = npy(np.array([1, 2, 3, 2**53 + 1]))
    files["lying.npy"] = raw(f8 % "(400,)", gain.tobytes())
    files["short_shape.npy"] = raw(f8 % "(2,)", gain.tobytes())
    files["huge_shape.npy"] = raw(f8 % "(1000000000000,)", gain.tobytes())
    files["overflow.npy"] = raw(f8 % "(4294967296, 4294967296, 2)", gain.tobytes())
    files["version.npy"] = raw(f8 % "(4,)", gain.tobytes(), version=9)
    files["header.npy"] = raw("{'descr': '<f8', 'shape': __import__('os'), }", gain.tobytes())
    files["words.csv"] = b"time,x\n0,1\n0.1,one\n"
    files["ragged.csv"] = b"0,1\n0.1,2,3\n"
    files["names.csv"] = b"time,x\n# no row follows\n"
    files["nan.csv"] = b"0,1\n0.1,nan\n"
    files["unsorted.csv"] = b"0,1\n0.2,2\n0.1,3\n"
    files["swapped.csv"] = b"target,source\n0,1\n1,0\n"
    market = b"%%MatrixMarket matrix coordinate real general\n"
    files["good.mtx"] = market + b"2 4 2\n1 1 0.5\n2 4 -1\n"
    files["truncated.mtx"] = market + b"2 4 2\n1 1 0.5\n"
    files["lying.mtx"] = market + b"2 4 1000000000000\n1 1 0.5\n"
    files["decimal_comma.csv"] = b"0;0,5\n1;0,7\n"
    for name, data in files.items():
        with open(name, "wb") as file:
            file.write(data)


main()
