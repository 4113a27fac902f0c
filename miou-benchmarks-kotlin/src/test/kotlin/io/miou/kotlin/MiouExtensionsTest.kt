package io.miou.kotlin

import io.miou.Miou
import io.miou.Promise
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/** The extensions choose the form with a result, and the guide shows them as they are. */
class MiouExtensionsTest {

    @Test
    fun lambdaWithAResult_givesAPromiseOfIt() {
        val sum: Int = runMiou {
            val called: Promise<Int> = call { 40 }
            val started: Promise<Int> = async { 2 }
            called.await() + started.await()
        }
        assertThat(sum).isEqualTo(42)
    }

    @Test
    fun builderAndLauncher_giveTheResultToo() {
        val words: String = Miou.launcher().domains(2).runOf {
            val near: Promise<String> = Miou.task().named("near").asyncOf { "near" }
            val far: Promise<String> = Miou.task().named("far").callOf { "far" }
            near.await() + " " + far.await()
        }
        assertThat(words).isEqualTo("near far")
        Miou.launcher().startOf { 7 }.use { assertThat(it.join()).isEqualTo(7) }
    }

    @Test
    fun scopes_giveTheResultOfTheirBody() {
        val sum: Int = runMiou {
            val limited: Int = timeout(Duration.ofMinutes(1)) { 1 }
            val blocked: Int = blocking { 20 }
            val shielded: Int = shield { 300 }
            limited + blocked + shielded
        }
        assertThat(sum).isEqualTo(321)
    }

    @Test
    fun blockWithoutAResult_givesUnit() {
        var ran = false
        val nothing: Unit = runMiou { call { ran = true }.await() }
        assertThat(nothing).isEqualTo(Unit)
        assertThat(ran).isTrue()
    }

    @Test
    fun guide_showsEveryExtension() {
        val source = Files.readString(Path.of("src/main/kotlin/io/miou/kotlin/MiouExtensions.kt"))
        val guide = Files.readString(Path.of("../docs/guide/9-coming-from.md"))
        val shown = guide.substringAfter("```kotlin\n").substringBefore("```")
        assertThat(source.lines().filter { it.startsWith("fun ") }).isEqualTo(shown.lines().filter { it.startsWith("fun ") })
    }
}
