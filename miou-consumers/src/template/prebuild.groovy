// While "exec:exec" runs the server: says something to it, then ends it as Ctrl-C would. What it answered is in answer.txt.

// The invoker calls this with the folder that the script is in.
def project = new File(basedir, "../../target/template-it/template").canonicalFile
// The server starts much later. Until then a port that the system gives to clients could be that of another test.
def isFree = { port ->
    try {
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close()
        return true
    } catch (IOException e) {
        return false
    }
}
int port = (1..100).collect { 20_000 + new Random().nextInt(10_000) }.find(isFree)
new File(project, "test.properties").text = "server.port=$port"
def answer = new File(project, "answer.txt")
answer.delete()

Thread.startDaemon('talks to the template') {
    def ours = { process ->
        def line = process.info().arguments().map { it as List }.orElse([])
        'com.example.server.LineServer' in line && "$port".toString() in line
    }
    def deadline = System.nanoTime() + 240_000_000_000L
    while (!answer.exists() && System.nanoTime() < deadline) {
        try {
            new Socket(InetAddress.getByName('127.0.0.1'), port).withCloseable { socket ->
                socket.outputStream << 'hello\n'
                socket.shutdownOutput()
                answer.text = socket.inputStream.text
            }
        } catch (IOException e) {
            Thread.sleep(100)
        }
    }
    ProcessHandle.current().descendants().filter(ours).forEach { it.destroy() }
}
return true
