package dev.steerstream.model.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.steerstream.model.files.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A loaded TorchScript module and the tensors that live as long as it does. Only for the engine's thread. */
public final class TorchModule implements AutoCloseable {
    private final Device device;
    private final PtNDManager manager;
    private final PtNDManager host;
    private final PtSymbolBlock block;
    private boolean closed;

    private TorchModule(Device device, PtNDManager manager, PtSymbolBlock block) {
        this.device = device;
        this.host = device == Device.CPU ? manager : (PtNDManager) manager.newSubManager(Device.CPU.ofDjl());
        this.manager = manager;
        this.block = block;
    }

    /** Packs and loads source files of this package's resources, which together are one class; it computes on the CPU. */
    public static TorchModule load(String... resources) {
        return load(Device.CPU, resources);
    }

    static TorchModule load(Device device, String... resources) {
        PtNDManager manager = (PtNDManager) NDManager.newBaseManager(device.ofDjl(), "PyTorch");
        Path archive = TorchArchive.pack(List.of(resources));
        try {
            return new TorchModule(
                    device, manager, JniUtils.loadModule(manager, archive, false, new String[0], new String[0], false));
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        } finally {
            try {
                Files.deleteIfExists(archive);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Device device() {
        return device;
    }

    /** The manager whose tensors die with the module; they lie on its device. */
    public PtNDManager manager() {
        return manager;
    }

    /** As {@link #manager}, for tensors over the host's memory. */
    PtNDManager host() {
        return host;
    }

    /** For calls that must be able to compute gradients; see the training room. */
    public PtSymbolBlock block() {
        return block;
    }

    /** Runs a method in inference mode; the caller closes the result. */
    IValue run(String method, IValue... arguments) {
        if (closed) {
            throw new IllegalStateException("The model is closed.");
        }
        return IValueUtils.runMethod(block, method, arguments);
    }

    /** Runs a method whose result does not matter. */
    void call(String method, IValue... arguments) {
        run(method, arguments).close();
    }

    /**
     * Calls a method of the module that keeps settings.
     *
     * @param settings whole and real numbers, booleans and arrays of long, in the method's order
     */
    public void configure(String method, Object... settings) {
        try (Arguments a = new Arguments(this)) {
            call(method, Arrays.stream(settings).map(a::setting).toArray(IValue[]::new));
        }
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            block.close();
            manager.close();
        }
    }

    /** The values of one call: whatever is made here is closed with it, since every unclosed IValue leaks native memory. */
    static final class Arguments implements AutoCloseable {
        private final PtNDManager manager;
        private final PtNDManager host; // dies with the other
        private final List<IValue> values = new ArrayList<>();

        Arguments(TorchModule module) {
            this.manager = (PtNDManager) module.manager.newSubManager();
            this.host = module.device == Device.CPU ? manager : (PtNDManager) manager.newSubManager(Device.CPU.ofDjl());
        }

        IValue number(long value) {
            return keep(IValue.from(value));
        }

        IValue number(double value) {
            return keep(IValue.from(value));
        }

        IValue text(String value) {
            return keep(IValue.from(value));
        }

        IValue flag(boolean value) {
            return keep(IValue.from(value));
        }

        IValue numbers(long... values) {
            return keep(IValue.listFrom(values));
        }

        IValue reals(double... values) {
            return keep(IValue.listFrom(values));
        }

        private IValue setting(Object value) {
            if (value instanceof Boolean flag) return flag(flag);
            if (value instanceof Double real) return number(real);
            return value instanceof long[] several ? numbers(several) : number(((Number) value).longValue());
        }

        IValue tensor(PtNDArray tensor) {
            return keep(IValue.from(tensor));
        }

        /** The buffer's remaining elements on the module's device; there a direct byte buffer of the CPU is shared, not copied. */
        IValue tensor(Buffer buffer, DataType type, long... shape) {
            return keep(IValue.from(array(buffer, type, shape)));
        }

        /** The host's memory, which the module writes what it answers to. */
        IValue answer(ByteBuffer memory, DataType type, long... shape) {
            return keep(IValue.from((PtNDArray) host.create(memory, new Shape(shape), type)));
        }

        IValue tensors(List<PtNDArray> tensors) {
            return keep(IValue.listFrom(tensors.toArray(new PtNDArray[0])));
        }

        /** As {@link #tensor(Buffer, DataType, long...)}; the array dies with these arguments. */
        PtNDArray array(Buffer buffer, DataType type, long... shape) {
            return (PtNDArray) manager.create(buffer, new Shape(shape), type);
        }

        /** A tensor of a model in float32 on the module's device; dies with these arguments, unless the module keeps it. */
        PtNDArray weight(Weights weights, String name) {
            PtNDArray read = WeightTensor.read(host, weights, name);
            return host == manager ? read : read.toDevice(manager.getDevice(), true);
        }

        private IValue keep(IValue value) {
            values.add(value);
            return value;
        }

        @Override
        public void close() {
            values.forEach(IValue::close);
            manager.close();
        }
    }
}
