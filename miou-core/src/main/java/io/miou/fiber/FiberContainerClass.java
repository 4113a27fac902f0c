package io.miou.fiber;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;

/**
 * Makes the class of the containers that list fibers in thread dumps. It extends a class of the JDK that is not
 * exported, and calls a method that only {@code java.lang} can call. So it is made when the process starts and is put
 * there. In Java it would read:
 *
 * {@snippet :
 * final class MiouFibers1 extends ThreadContainer {
 *     private final String name;
 *     private final Supplier<Stream<Thread>> threads;
 *     private Object key;
 *
 *     private MiouFibers1(String name, Supplier<Stream<Thread>> threads) {
 *         super(true); // shared: any thread may start threads in it
 *         this.name = name;
 *         this.threads = threads;
 *     }
 *
 *     public String name() {
 *         return name;
 *     }
 *
 *     public Stream<Thread> threads() {
 *         return threads.get();
 *     }
 *
 *     static Object open(String name, Supplier<Stream<Thread>> threads) {
 *         MiouFibers1 made = new MiouFibers1(name, threads);
 *         made.key = ThreadContainers.registerContainer(made);
 *         return made;
 *     }
 *
 *     static void start(Thread thread, Object container) {
 *         thread.start((ThreadContainer) container);
 *     }
 *
 *     static void close(Object container) {
 *         ThreadContainers.deregisterContainer(((MiouFibers1) container).key);
 *     }
 * }
 * }
 */
final class FiberContainerClass {

    /** Ends in a number that changes with the shape: two class loaders may have two versions of Miou. */
    private static final String NAME = "java.lang.MiouFibers1";

    private static final ClassDesc SELF = ClassDesc.of(NAME);
    private static final ClassDesc CONTAINER = ClassDesc.of("jdk.internal.vm.ThreadContainer");
    private static final ClassDesc CONTAINERS = ClassDesc.of("jdk.internal.vm.ThreadContainers");
    private static final ClassDesc SUPPLIER = ClassDesc.of("java.util.function.Supplier");
    private static final ClassDesc STREAM = ClassDesc.of("java.util.stream.Stream");
    private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");

    private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, CD_String, SUPPLIER);

    private FiberContainerClass() {
    }

    /**
     * {@return the class}
     *
     * @param ofJavaLang a look-up with access to the package {@code java.lang}
     */
    static Class<?> define(MethodHandles.Lookup ofJavaLang) throws IllegalAccessException, ClassNotFoundException {
        try {
            return ofJavaLang.defineClass(bytes());
        } catch (LinkageError e) {
            // Another copy of Miou, of another class loader, has defined it.
            return Class.forName(NAME, true, null);
        }
    }

    private static byte[] bytes() {
        return ClassFile.of().build(SELF, self -> {
            self.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(CONTAINER);
            self.withField("name", CD_String, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
            self.withField("threads", SUPPLIER, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
            self.withField("key", CD_Object, ClassFile.ACC_PRIVATE);
            constructor(self);
            accessors(self);
            functions(self);
        });
    }

    private static void constructor(ClassBuilder self) {
        self.withMethodBody(INIT_NAME, CONSTRUCTOR, ClassFile.ACC_PRIVATE, code -> code
                .aload(0).iconst_1()
                .invokespecial(CONTAINER, INIT_NAME, MethodTypeDesc.of(CD_void, ConstantDescs.CD_boolean))
                .aload(0).aload(1).putfield(SELF, "name", CD_String)
                .aload(0).aload(2).putfield(SELF, "threads", SUPPLIER)
                .return_());
    }

    private static void accessors(ClassBuilder self) {
        self.withMethodBody("name", MethodTypeDesc.of(CD_String), ClassFile.ACC_PUBLIC, code -> code
                .aload(0).getfield(SELF, "name", CD_String).areturn());
        self.withMethodBody("threads", MethodTypeDesc.of(STREAM), ClassFile.ACC_PUBLIC, code -> code
                .aload(0).getfield(SELF, "threads", SUPPLIER)
                .invokeinterface(SUPPLIER, "get", MethodTypeDesc.of(CD_Object))
                .checkcast(STREAM).areturn());
    }

    private static void functions(ClassBuilder self) {
        self.withMethodBody("open", MethodTypeDesc.of(CD_Object, CD_String, SUPPLIER), ClassFile.ACC_STATIC,
                code -> code
                        .new_(SELF).dup().aload(0).aload(1).invokespecial(SELF, INIT_NAME, CONSTRUCTOR).astore(2)
                        .aload(2).aload(2)
                        .invokestatic(CONTAINERS, "registerContainer", MethodTypeDesc.of(CD_Object, CONTAINER))
                        .putfield(SELF, "key", CD_Object)
                        .aload(2).areturn());
        self.withMethodBody("start", MethodTypeDesc.of(CD_void, THREAD, CD_Object), ClassFile.ACC_STATIC,
                code -> code
                        .aload(0).aload(1).checkcast(CONTAINER)
                        .invokevirtual(THREAD, "start", MethodTypeDesc.of(CD_void, CONTAINER))
                        .return_());
        self.withMethodBody("close", MethodTypeDesc.of(CD_void, CD_Object), ClassFile.ACC_STATIC,
                code -> code
                        .aload(0).checkcast(SELF).getfield(SELF, "key", CD_Object)
                        .invokestatic(CONTAINERS, "deregisterContainer", MethodTypeDesc.of(CD_void, CD_Object))
                        .return_());
    }
}
