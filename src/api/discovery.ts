/**
 * The API description that Google's client libraries read before they call `comments.analyze`
 * (`discovery.build('commentanalyzer', 'v1alpha1', discoveryServiceUrl=…)`).
 */
export const discoveryDocument = (rootUrl: string): object => ({
  kind: 'discovery#restDescription', discoveryVersion: 'v1', id: 'commentanalyzer:v1alpha1', name: 'commentanalyzer', version: 'v1alpha1', revision: '1',
  title: 'Comment analysis', description: 'Perspective-compatible comment analysis by this service.', protocol: 'rest',
  rootUrl, baseUrl: rootUrl, servicePath: '', basePath: '', batchPath: 'batch',
  parameters: {
    key: { type: 'string', description: 'API key.', location: 'query' },
    alt: { type: 'string', description: 'Format of the answer.', location: 'query', default: 'json', enum: ['json'], enumDescriptions: ['JSON'] },
    prettyPrint: { type: 'boolean', description: 'Ignored.', location: 'query', default: 'true' },
  },
  schemas: {
    AnalyzeCommentRequest: { id: 'AnalyzeCommentRequest', type: 'object', properties: { comment: { type: 'object' }, requestedAttributes: { type: 'object' }, languages: { type: 'array', items: { type: 'string' } } } },
    AnalyzeCommentResponse: { id: 'AnalyzeCommentResponse', type: 'object', properties: { attributeScores: { type: 'object' } } },
  },
  resources: {
    comments: {
      methods: {
        analyze: {
          id: 'commentanalyzer.comments.analyze', path: 'v1alpha1/comments:analyze', flatPath: 'v1alpha1/comments:analyze', httpMethod: 'POST', parameterOrder: [], parameters: {},
          request: { $ref: 'AnalyzeCommentRequest' }, response: { $ref: 'AnalyzeCommentResponse' }, description: 'Scores one comment.',
        },
      },
    },
  },
});
