def log = new File(basedir, 'build.log').readLines()
def printed = { line -> assert log.contains(line.toString()) : "'$line' is not in $basedir/build.log" }

printed 'backend: nio backend'
printed 'answer: hello, Miou'
// The portable backend needs no native access.
assert log.findAll { it.startsWith('WARNING') && it.contains('io.netty') } == []
