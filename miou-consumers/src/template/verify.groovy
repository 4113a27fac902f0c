def log = new File(basedir, 'build.log').text
assert log.contains('Tests run: 2, Failures: 0, Errors: 0, Skipped: 0')
assert log.contains('listening on /127.0.0.1:')
assert new File(basedir, 'answer.txt').text == 'HELLO\n'
assert !log.contains('WARNING: ') : 'the flags of the template leave the JVM nothing to warn of'
