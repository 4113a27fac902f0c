def log = new File(basedir, 'build.log').readLines()
def printed = { line -> assert log.contains(line.toString()) : "'$line' is not in $basedir/build.log" }

printed 'backend: backend without sockets'
printed 'slept: 42'
def error = log.find { it.startsWith('error: ') }
for (artifact in ['io.miou:miou-backend-nio', 'io.miou:miou-backend-epoll', 'io.miou:miou-backend-kqueue']) {
    assert error.contains(artifact)
}
