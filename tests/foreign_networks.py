"""Networks of other programs in plain numpy, channels first as there, with random weights."""

import numpy as np

ROOT_2 = 2.0**0.5
SIZE = {0: "4x4", 1: "8x8", 2: "16x16", 3: "32x32"}


def random_arrays(shapes, seed=0):
    """Kernels from N(0, 1), and biases that are not 0, which would hide one that is lost."""
    random = np.random.default_rng(seed)
    return {
        name: (0.3 if name.endswith("bias") else 1.0)
        * random.standard_normal(shape).astype("float32")
        for name, shape in shapes.items()
    }


def conv(x, kernel, bias, scale):
    """Kernel (out, in, size, size), "same" padding; its bias is not scaled."""
    size = kernel.shape[2]
    height, width = x.shape[2:]
    pad = (size - 1) // 2
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    result = sum(
        np.einsum("nchw,oc->nohw", x[:, :, i : i + height, j : j + width], kernel[:, :, i, j])
        for i in range(size)
        for j in range(size)
    )
    return scale * result + bias[:, None, None]


def leaky(x, leak=0.2):
    return np.where(x > 0, x, leak * x)


def normed(x, epsilon=1e-8):
    return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + epsilon)


def up(x):
    return x.repeat(2, axis=2).repeat(2, axis=3)


def down(x):
    count, channels, height, width = x.shape
    return x.reshape(count, channels, height // 2, 2, width // 2, 2).mean(axis=(3, 5))


def fade(fine, coarse, alpha):
    return alpha * fine + (1 - alpha) * coarse


def he(fan_in, gain=ROOT_2):
    return gain / np.sqrt(fan_in)


def with_deviation(x, groups, *, sample=False):
    """Maps with one more, of the deviation over each group, a list of indices."""
    extra = np.zeros((len(x), 1, *x.shape[2:]))
    for members in groups:
        spread = x[members].var(axis=0, ddof=1 if sample and len(members) > 1 else 0)
        value = np.sqrt(spread + 1e-8).mean()
        extra[members] = 0.0 if sample and len(members) == 1 else value
    return np.concatenate([x, extra], axis=1)


def strided(count, size=4):
    size = min(size, count)
    return [list(range(start, count, count // size)) for start in range(count // size)]


def neighbours(count, size=4):
    size = min(size, count)
    size = count if count % size else size
    return [list(range(start, start + size)) for start in range(0, count, size)]


# The paper's authors' program: kernels (height, width, in, out), dense layers (in, out).


def official_generator(widths, latent, channels=3, labels=0, *, fused=True, seed=0):
    first = widths[0]
    shapes = {
        "4x4/Dense/weight": (latent + labels, 16 * first),
        "4x4/Dense/bias": (first,),
        "4x4/Conv/weight": (3, 3, first, first),
        "4x4/Conv/bias": (first,),
    }
    for level in range(1, len(widths)):
        before, width, block = widths[level - 1], widths[level], SIZE[level]
        up_kernel = (3, 3, width, before) if fused else (3, 3, before, width)
        name = f"{block}/Conv0{'_up' if fused else ''}"
        shapes |= {f"{name}/weight": up_kernel, f"{name}/bias": (width,)}
        shapes |= {f"{block}/Conv1/weight": (3, 3, width, width), f"{block}/Conv1/bias": (width,)}
    for level, width in enumerate(widths):
        name = f"ToRGB_lod{len(widths) - 1 - level}"
        shapes |= {f"{name}/weight": (1, 1, width, channels), f"{name}/bias": (channels,)}
    return random_arrays(shapes, seed)


def official_discriminator(widths, dense, channels=3, labels=0, *, fused=True, seed=0, stdev=True):
    shapes = {}
    for level, width in enumerate(widths):
        name = f"FromRGB_lod{len(widths) - 1 - level}"
        shapes |= {f"{name}/weight": (1, 1, channels, width), f"{name}/bias": (width,)}
    for level in range(1, len(widths)):
        width, below, block = widths[level], widths[level - 1], SIZE[level]
        name = f"{block}/Conv1{'_down' if fused else ''}"
        shapes |= {f"{block}/Conv0/weight": (3, 3, width, width), f"{block}/Conv0/bias": (width,)}
        shapes |= {f"{name}/weight": (3, 3, width, below), f"{name}/bias": (below,)}
    first = widths[0]
    shapes |= {"4x4/Conv/weight": (3, 3, first + stdev, first), "4x4/Conv/bias": (first,)}
    shapes |= {"4x4/Dense0/weight": (16 * first, dense), "4x4/Dense0/bias": (dense,)}
    shapes |= {"4x4/Dense1/weight": (dense, 1 + labels), "4x4/Dense1/bias": (1 + labels,)}
    return random_arrays(shapes, seed)


def _official_conv(arrays, name, x, gain=ROOT_2):
    kernel = arrays[f"{name}/weight"]
    scale = he(np.prod(kernel.shape[:3]), gain)
    return conv(x, kernel.transpose(3, 2, 0, 1), arrays[f"{name}/bias"], scale)


def _shifted(kernel):
    """The four copies of a 3x3 kernel that make one of 4x4."""
    made = np.zeros((4, 4, *kernel.shape[2:]))
    for i in (0, 1):
        for j in (0, 1):
            made[i : i + 3, j : j + 3] += kernel
    return made


def _fused_up(arrays, name, x):
    """A transposed convolution of stride 2 with a kernel (4, 4, out, in)."""
    kernel = arrays[f"{name}/weight"]
    wide = _shifted(kernel) * he(9 * kernel.shape[3])
    count, _, height, width = x.shape
    made = np.zeros((count, kernel.shape[2], 2 * height + 2, 2 * width + 2))
    for i in range(4):
        for j in range(4):
            part = np.einsum("nchw,oc->nohw", x, wide[i, j])
            made[:, :, i : i + 2 * height : 2, j : j + 2 * width : 2] += part
    return made[:, :, 1:-1, 1:-1] + arrays[f"{name}/bias"][:, None, None]


def _fused_down(arrays, name, x):
    """A convolution of stride 2 with a quarter of a kernel (4, 4, in, out)."""
    kernel = arrays[f"{name}/weight"]
    wide = 0.25 * _shifted(kernel) * he(9 * kernel.shape[2])
    height, width = x.shape[2:]
    x = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    made = sum(
        np.einsum("nchw,co->nohw", x[:, :, i : i + height : 2, j : j + width : 2], wide[i, j])
        for i in range(4)
        for j in range(4)
    )
    return made + arrays[f"{name}/bias"][:, None, None]


def run_official_generator(arrays, inputs, level, alpha=1.0, *, leak=0.2, pixel=True, latents=True):
    """Pictures of a level, cross-faded with those of the level below."""
    norm = normed if pixel else lambda x: x
    last = max(int(name[len("ToRGB_lod")]) for name in arrays if name.startswith("ToRGB"))
    x = normed(inputs) if latents else inputs
    kernel = arrays["4x4/Dense/weight"]
    x = (x @ kernel * he(len(kernel), ROOT_2 / 4)).reshape(len(x), -1, 4, 4)
    x = norm(leaky(x + arrays["4x4/Dense/bias"][:, None, None], leak))
    x = norm(leaky(_official_conv(arrays, "4x4/Conv", x), leak))
    below = None
    for k in range(level + 1):
        if k:
            block = SIZE[k]
            fused = f"{block}/Conv0_up/weight" in arrays
            x = (
                _fused_up(arrays, f"{block}/Conv0_up", x)
                if fused
                else _official_conv(arrays, f"{block}/Conv0", up(x))
            )
            x = norm(leaky(x, leak))
            x = norm(leaky(_official_conv(arrays, f"{block}/Conv1", x), leak))
        pictures = _official_conv(arrays, f"ToRGB_lod{last - k}", x, 1.0)
        if k == level - 1:
            below = pictures
    return pictures if alpha == 1.0 else fade(pictures, up(below), alpha)


def run_official_discriminator(arrays, pictures, level, alpha=1.0):
    """(count, 1 + labels)."""
    last = max(int(name[len("FromRGB_lod")]) for name in arrays if name.startswith("FromRGB"))
    x = leaky(_official_conv(arrays, f"FromRGB_lod{last - level}", pictures))
    for k in range(level, 0, -1):
        block = SIZE[k]
        x = leaky(_official_conv(arrays, f"{block}/Conv0", x))
        if f"{block}/Conv1_down/weight" in arrays:
            x = leaky(_fused_down(arrays, f"{block}/Conv1_down", x))
        else:
            x = down(leaky(_official_conv(arrays, f"{block}/Conv1", x)))
        if k == level and alpha < 1.0:
            name = f"FromRGB_lod{last - level + 1}"
            x = fade(x, leaky(_official_conv(arrays, name, down(pictures))), alpha)
    if arrays["4x4/Conv/weight"].shape[2] > x.shape[1]:
        x = with_deviation(x, strided(len(x)))
    x = leaky(_official_conv(arrays, "4x4/Conv", x)).reshape(len(x), -1)
    for name, gain in (("4x4/Dense0", ROOT_2), ("4x4/Dense1", 1.0)):
        kernel = arrays[f"{name}/weight"]
        x = x @ kernel * he(len(kernel), gain) + arrays[f"{name}/bias"]
        x = leaky(x) if name.endswith("0") else x
    return x


# pytorch_GAN_zoo: kernels (out, in, height, width), dense layers (out, in); biases are scaled, too.


def zoo_generator(widths, latent, channels=3, labels=0, seed=0):
    first = widths[0]
    shapes = {
        "formatLayer": (16 * first, latent + labels),
        "groupScale0.0": (first, first, 3, 3),
    }
    for level in range(1, len(widths)):
        shapes[f"scaleLayers.{level - 1}.0"] = (widths[level], widths[level - 1], 3, 3)
        shapes[f"scaleLayers.{level - 1}.1"] = (widths[level], widths[level], 3, 3)
    for level, width in enumerate(widths):
        shapes[f"toRGBLayers.{level}"] = (channels, width, 1, 1)
    return random_arrays(_with_biases(shapes, ".module"), seed)


def zoo_discriminator(widths, dense, channels=3, labels=0, seed=0):
    first = widths[0]
    shapes = {}
    for level in range(1, len(widths)):
        shapes[f"scaleLayers.{level - 1}.0"] = (widths[level], widths[level], 3, 3)
        shapes[f"scaleLayers.{level - 1}.1"] = (widths[level - 1], widths[level], 3, 3)
    for level, width in enumerate(widths):
        shapes[f"fromRGBLayers.{level}"] = (width, channels, 1, 1)
    shapes["groupScaleZero.0"] = (first, first + 1, 3, 3)
    shapes["groupScaleZero.1"] = (dense, 16 * first)
    shapes["decisionLayer"] = (1 + labels, dense)
    return random_arrays(_with_biases(shapes, ".module"), seed)


def _with_biases(shapes, suffix=""):
    found = {}
    for name, shape in shapes.items():
        found[f"{name}{suffix}.weight"] = shape
        found[f"{name}{suffix}.bias"] = shape[:1]
    return found


def _zoo_conv(arrays, name, x):
    kernel, bias = (arrays[f"{name}.module.{each}"] for each in ("weight", "bias"))
    scale = he(np.prod(kernel.shape[1:]))
    return conv(x, kernel, scale * bias, scale)


def _zoo_dense(arrays, name, x):
    kernel, bias = (arrays[f"{name}.module.{each}"] for each in ("weight", "bias"))
    return (x @ kernel.T + bias) * he(kernel.shape[1])


def run_zoo_generator(arrays, inputs, level, alpha=1.0, *, leak=0.2, tanh=False):
    """Pictures of a level; alpha is the weight of the level, as here, and not of the one below."""
    x = leaky(_zoo_dense(arrays, "formatLayer", normed(inputs)), leak)
    x = normed(x.reshape(len(x), -1, 4, 4))
    x = normed(leaky(_zoo_conv(arrays, "groupScale0.0", x), leak))
    below = x
    for k in range(1, level + 1):
        below, x = x, up(x)
        for layer in (0, 1):
            x = normed(leaky(_zoo_conv(arrays, f"scaleLayers.{k - 1}.{layer}", x), leak))
    pictures = _zoo_conv(arrays, f"toRGBLayers.{level}", x)
    if alpha < 1.0:
        pictures = fade(pictures, up(_zoo_conv(arrays, f"toRGBLayers.{level - 1}", below)), alpha)
    return np.tanh(pictures) if tanh else pictures


def run_zoo_discriminator(arrays, pictures, level, alpha=1.0, *, leak=0.2):
    """(count, 1 + labels) as the decision layer gives them."""
    x = leaky(_zoo_conv(arrays, f"fromRGBLayers.{level}", pictures), leak)
    for k in range(level, 0, -1):
        for layer in (0, 1):
            x = leaky(_zoo_conv(arrays, f"scaleLayers.{k - 1}.{layer}", x), leak)
        x = down(x)
        if k == level > 1 and alpha < 1.0:  # with one scale that was added, alpha is not looked at
            old = _zoo_conv(arrays, f"fromRGBLayers.{level - 1}", down(pictures))
            x = fade(x, leaky(old, leak), alpha)
    x = with_deviation(x, neighbours(len(x)), sample=True)
    x = leaky(_zoo_conv(arrays, "groupScaleZero.0", x), leak).reshape(len(x), -1)
    return _zoo_dense(
        arrays, "decisionLayer", leaky(_zoo_dense(arrays, "groupScaleZero.1", x), leak)
    )


# pro-gan-pth: every layer has the gain sqrt(2); the discriminator lists its levels from the top.


def pro_gan_generator(widths, latent, channels=3, seed=0):
    first = widths[0]
    shapes = {"layers.0.conv_1": (latent, first, 4, 4), "layers.0.conv_2": (first, first, 3, 3)}
    for level in range(1, len(widths)):
        shapes[f"layers.{level}.conv_1"] = (widths[level], widths[level - 1], 3, 3)
        shapes[f"layers.{level}.conv_2"] = (widths[level], widths[level], 3, 3)
    for level, width in enumerate(widths):
        shapes[f"rgb_converters.{level}"] = (channels, width, 1, 1)
    shapes = _with_biases(shapes)
    shapes["layers.0.conv_1.bias"] = (first,)
    return random_arrays(shapes, seed)


def pro_gan_discriminator(widths, dense, channels=3, seed=0):
    top, first, shapes = len(widths) - 1, widths[0], {}
    for level, width in enumerate(widths):
        shapes[f"from_rgb.{top - level}.0"] = (width, channels, 1, 1)
        if level:
            shapes[f"layers.{top - level}.conv_1"] = (width, width, 3, 3)
            shapes[f"layers.{top - level}.conv_2"] = (widths[level - 1], width, 3, 3)
    shapes[f"layers.{top}.conv_1"] = (first, first + 1, 3, 3)
    shapes[f"layers.{top}.conv_2"] = (dense, first, 4, 4)
    shapes[f"layers.{top}.conv_3"] = (1, dense, 1, 1)
    return random_arrays(_with_biases(shapes), seed)


def _pro_gan_conv(arrays, name, x):
    kernel = arrays[f"{name}.weight"]
    return conv(x, kernel, arrays[f"{name}.bias"], he(np.prod(kernel.shape[1:])))


def run_pro_gan_generator(arrays, latents, level, alpha=1.0):
    """Pictures of a level."""
    kernel = arrays["layers.0.conv_1.weight"]
    x = np.einsum("nl,lchw->nchw", normed(latents), kernel) * he(len(kernel))
    x = leaky(x + arrays["layers.0.conv_1.bias"][:, None, None])
    x = below = normed(leaky(_pro_gan_conv(arrays, "layers.0.conv_2", x)))
    for k in range(1, level + 1):
        below, x = x, up(x)
        for layer in (1, 2):
            x = normed(leaky(_pro_gan_conv(arrays, f"layers.{k}.conv_{layer}", x)))
    pictures = _pro_gan_conv(arrays, f"rgb_converters.{level}", x)
    if alpha == 1.0:
        return pictures
    return fade(pictures, up(_pro_gan_conv(arrays, f"rgb_converters.{level - 1}", below)), alpha)


def run_pro_gan_discriminator(arrays, pictures, level, alpha=1.0):
    """(count, 1)."""
    top = sum(name.startswith("from_rgb") for name in arrays) // 2 - 1
    x = leaky(_pro_gan_conv(arrays, f"from_rgb.{top - level}.0", pictures))
    for k in range(level, 0, -1):
        for layer in (1, 2):
            x = leaky(_pro_gan_conv(arrays, f"layers.{top - k}.conv_{layer}", x))
        x = down(x)
        if k == level and alpha < 1.0:
            old = _pro_gan_conv(arrays, f"from_rgb.{top - level + 1}.0", down(pictures))
            x = fade(x, leaky(old), alpha)
    x = with_deviation(x, strided(len(x)))
    x = leaky(_pro_gan_conv(arrays, f"layers.{top}.conv_1", x))
    for name in ("conv_2", "conv_3"):
        kernel = arrays[f"layers.{top}.{name}.weight"]
        flat = x.reshape(len(x), -1) @ kernel.reshape(len(kernel), -1).T
        x = flat * he(np.prod(kernel.shape[1:])) + arrays[f"layers.{top}.{name}.bias"]
        x = leaky(x) if name == "conv_2" else x
    return x
