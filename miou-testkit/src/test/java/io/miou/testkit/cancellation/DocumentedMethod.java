package io.miou.testkit.cancellation;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A public method and what its comment says, read from the source by the compiler's parser.
 *
 * @param name as {@link PublicOperations} has it, such as {@code Channel.trySend(Object)}
 * @param words its comment without block tags
 * @param wordsOfType the comment of its type without block tags
 * @param thrown the exceptions that have an {@code @throws}, without their packages
 * @param sameAs the names of the methods that it is "the same as"
 * @param thrownInBody the exceptions that its own code makes and throws
 * @param isStatic whether it needs no object
 * @param isIo whether it declares an {@link IOException}
 */
record DocumentedMethod(String name, String words, String wordsOfType, Set<String> thrown, List<String> sameAs,
        Set<String> thrownInBody, boolean isStatic, boolean isIo) {

    private static final Pattern SAME_AS = Pattern.compile("same as \\{@link (\\w*)#(\\w+(?:\\([^)]*\\))?)");

    boolean isThrown(String exception) {
        return thrown.contains(exception);
    }

    /** Returns the name of the type, without packages. */
    String type() {
        return name.substring(0, name.substring(0, name.indexOf('(')).lastIndexOf('.'));
    }

    @Override
    public String toString() {
        return name;
    }

    /** Returns the public methods that have comments in some files. */
    static List<DocumentedMethod> of(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<DocumentedMethod> methods = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT,
                StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
                    manager.getJavaFileObjectsFromPaths(files));
            Reader reader = new Reader(DocTrees.instance(task), methods);
            for (CompilationUnitTree file : task.parse()) {
                for (Tree type : file.getTypeDecls()) {
                    if (type instanceof ClassTree top && top.getKind() != Tree.Kind.ANNOTATION_TYPE
                            && top.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                        reader.read(new TreePath(new TreePath(file), top), "", Map.of());
                    }
                }
            }
        }
        return methods;
    }

    /** Walks over the public types of a file. */
    private record Reader(DocTrees docs, List<DocumentedMethod> methods) {

        void read(TreePath path, String outer, Map<String, String> outerBounds) {
            ClassTree type = (ClassTree) path.getLeaf();
            boolean isInterface = type.getKind() == Tree.Kind.INTERFACE;
            boolean ofPrograms = isInterface && isForPrograms(type);
            String name = outer + type.getSimpleName();
            String wordsOfType = words(docs.getDocCommentTree(path));
            Map<String, String> bounds = bounds(outerBounds, type.getTypeParameters());
            for (Tree member : type.getMembers()) {
                TreePath place = new TreePath(path, member);
                if (member instanceof ClassTree nested && isPublic(nested.getModifiers().getFlags(), isInterface)) {
                    read(place, name + ".", bounds);
                } else if (member instanceof MethodTree method && method.getReturnType() != null
                        && isPublic(method.getModifiers().getFlags(), isInterface)
                        && !(ofPrograms && method.getBody() == null)) {
                    add(name, wordsOfType, method, bounds(bounds, method.getTypeParameters()),
                            docs.getDocCommentTree(place));
                }
            }
        }

        /** Returns whether programs write the methods of an interface, and the scheduler calls them. */
        private static boolean isForPrograms(ClassTree type) {
            return type.getSimpleName().contentEquals("ContextCapture") || type.getModifiers().getAnnotations().stream()
                    .anyMatch(one -> one.getAnnotationType().toString().equals("FunctionalInterface"));
        }

        private static boolean isPublic(Set<Modifier> flags, boolean inInterface) {
            return flags.contains(Modifier.PUBLIC) || inInterface && !flags.contains(Modifier.PRIVATE);
        }

        private void add(String type, String wordsOfType, MethodTree method, Map<String, String> bounds,
                DocCommentTree comment) {
            if (comment == null || words(comment).contains("{@inheritDoc}")) {
                return;
            }
            String words = words(comment);
            Set<String> thrown = new TreeSet<>();
            comment.getBlockTags().forEach(tag -> {
                if (tag instanceof ThrowsTree one) {
                    thrown.add(withoutPackage(one.getExceptionName().getSignature()));
                }
            });
            String parameters = method.getParameters().stream()
                    .map(parameter -> erased(parameter.getType().toString(), bounds))
                    .collect(Collectors.joining(", ", "(", ")"));
            List<String> sameAs = SAME_AS.matcher(words).results()
                    .map(found -> (found.group(1).isEmpty() ? type : found.group(1)) + "."
                            + found.group(2).replace("...", "[]"))
                    .toList();
            methods.add(new DocumentedMethod(type + "." + method.getName() + parameters, words, wordsOfType, thrown,
                    sameAs, thrownIn(method), method.getModifiers().getFlags().contains(Modifier.STATIC),
                    method.getThrows().stream().anyMatch(one -> one.toString().equals("IOException"))));
        }

        private static Set<String> thrownIn(MethodTree method) {
            Set<String> types = new TreeSet<>();
            new TreeScanner<Void, Void>() {

                @Override
                public Void visitThrow(ThrowTree thrown, Void ignored) {
                    if (thrown.getExpression() instanceof NewClassTree made) {
                        types.add(withoutPackage(made.getIdentifier().toString()));
                    }
                    return super.visitThrow(thrown, ignored);
                }

                @Override
                public Void visitLambdaExpression(LambdaExpressionTree lambda, Void ignored) {
                    // It may be run later, by other code.
                    return null;
                }

                @Override
                public Void visitClass(ClassTree nested, Void ignored) {
                    return null;
                }
            }.scan(method.getBody(), null);
            return types;
        }

        private static String words(DocCommentTree comment) {
            return comment == null
                    ? ""
                    : comment.getFullBody().stream().map(DocTree::toString).collect(Collectors.joining())
                            .replaceAll("\\s+", " ");
        }

        private static Map<String, String> bounds(Map<String, String> outer,
                List<? extends TypeParameterTree> parameters) {
            Map<String, String> all = new HashMap<>(outer);
            for (TypeParameterTree parameter : parameters) {
                all.put(parameter.getName().toString(), parameter.getBounds().isEmpty()
                        ? "Object"
                        : erased(parameter.getBounds().getFirst().toString(), outer));
            }
            return all;
        }

        /** Returns a type without annotations and type arguments; for a type parameter, its bound. */
        private static String erased(String text, Map<String, String> bounds) {
            String type = text.replaceAll("@\\w+(\\(\\))? ?", "");
            for (String before = ""; !before.equals(type);) {
                before = type;
                type = type.replaceAll("<[^<>]*>", "");
            }
            return bounds.getOrDefault(type.strip(), type.strip());
        }

        private static String withoutPackage(String type) {
            return type.substring(type.lastIndexOf('.') + 1);
        }
    }
}
